//! `manifest.json`: who ran what over what, with which policies, when; and the digest of every other file. Canonical JSON (RFC 8785).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::controls::{Linked, of};
use super::results::{RUN, Row, counts};
use super::{Files, sha256};
use plimsoll_policy::RuleId;
use plimsoll_report::{Report, remote};
use plimsoll_source::Shown;
use plimsoll_source::problem::Severity;

/// What the report does not know: the run itself.
#[derive(Debug, Clone, Default)]
pub struct Circumstances {
    /// Names the run; any text that no other run has.
    pub run_id: String,
    /// Digest of the program's file.
    pub tool_sha256: String,
    /// The command line, secrets taken out.
    pub argv: Vec<String>,
    /// What a replay needs to ask the same: options by name.
    pub request: Value,
    /// Digest of the configuration file, where there is one.
    pub config_sha256: Option<String>,
    /// Every file of the checkout that was read: configuration, waivers, what projects include.
    pub read: Vec<String>,
    /// `YYYY-MM-DDTHH:MM:SSZ`.
    pub started: String,
    /// `YYYY-MM-DDTHH:MM:SSZ`.
    pub finished: String,
    /// `YYYY-MM-DD`.
    pub retain_until: String,
    /// Who or what ran it, by their own word.
    pub actor: BTreeMap<String, String>,
    /// What differs from the commit, or why nobody can tell; nothing where the files are those of the commit.
    pub differs: Vec<String>,
    /// Run id and manifest digest of the bundle before.
    pub previous: Option<(String, String)>,
    /// What the caller calls the repository, where its remote is not to name it.
    pub name: Option<String>,
    /// The commit without a parent that the history starts with, where it can be read.
    pub root_commit: Option<String>,
    /// Files that were read and that git ignores: no commit has them, and they do not make a run dirty.
    pub ignored: Vec<String>,
    /// Hexadecimal salt for digests of env files: a plain digest of a short file can be guessed.
    pub salt: String,
    /// Inputs to keep, redacted, by path.
    pub inputs: BTreeMap<String, Shown<String>>,
}

/// What of it follows from the report.
pub(super) const FACTS: [&str; 6] = ["/counts", "/policy", "/population", "/repository", "/result", "/terms"];

/// The document of a report that holds everything which ran. `files` are all others of the bundle but those that are made from the manifest.
pub(super) fn document(report: &Report, rows: &[Row<'_>], files: &Files, around: &Circumstances) -> Value {
    let policies = files.iter().filter(|(path, _)| path.starts_with("policies/"));
    let policies: Vec<(&String, String)> = policies.map(|(path, bytes)| (path, sha256(bytes))).collect();
    let listing: String = policies.iter().map(|(path, sha256)| format!("{sha256}  {path}\n")).collect();
    let policies: Vec<Value> =
        policies.into_iter().map(|(path, sha256)| json!({"path": path, "sha256": sha256})).collect();
    let listed: Vec<Value> = files
        .iter()
        .map(|(path, bytes)| {
            json!({"path": path, "sha256": sha256(bytes), "size": bytes.len(), "mediaType": media_type(path)})
        })
        .collect();
    let mut actor = json!(around.actor);
    actor["self_asserted"] = json!(true);
    json!({
        "schema": "https://plimsoll.dev/schemas/evidence/manifest/v1",
        "run_id": around.run_id,
        "tool": {"name": "plimsoll", "version": env!("CARGO_PKG_VERSION"), "sha256": around.tool_sha256},
        "invocation": {
            "argv": around.argv, "request": around.request, "config_sha256": around.config_sha256, "as_of": report.as_of,
            "read": read(report, &around.read, &around.salt),
        },
        "actor": actor,
        "repository": repository(report, around),
        "terms": report.terms,
        "vcs": vcs(report, around),
        "started": around.started,
        "finished": around.finished,
        "retain_until": around.retain_until,
        "previous": around.previous.as_ref().map(|(run, digest)| json!({"run_id": run, "manifest_sha256": digest})),
        "counts": counts(rows),
        "policy": {
            "root_sha256": sha256(listing.as_bytes()),
            "files": policies,
            "params": params(report),
            "replaced": report.replaced,
            "rules": rules(report),
            "rules_not_run": of(report).not_run,
        },
        "population": population(report, rows, &around.salt),
        "salt": around.salt,
        "files": listed,
    })
}

/// Every rule that has rows, with the kind of its subjects, and whether what it finds is reported.
fn rules(report: &Report) -> Vec<Value> {
    let linked = Linked::of(report);
    let ran = report.rules.iter().map(|rule| {
        let is_reported = linked.is_reported(&rule.id);
        (&rule.id, json!({"id": rule.id, "applies_to": rule.applies_to, "reported": is_reported}))
    });
    let mut rules: BTreeMap<&RuleId, Value> = ran.collect();
    for not_run in &of(report).not_run {
        let alone = || json!({"id": not_run.rule, "applies_to": RUN, "reported": false});
        // One that ran somewhere has rows for both.
        rules
            .entry(&not_run.rule)
            .and_modify(|rule| rule["applies_to"] = json!([rule["applies_to"].take(), RUN]))
            .or_insert_with(alone);
    }
    rules.into_values().collect()
}

/// What configurations set of the rules' parameters, each from a directory on.
fn params(report: &Report) -> Vec<Value> {
    report.params.iter().map(|(directory, rules)| json!({"below": directory, "rules": rules})).collect()
}

/// Which repository it is, in the strongest words there are: what the caller says, the remote, the name in the configuration, the first commit.
fn repository(report: &Report, around: &Circumstances) -> Value {
    let remote = report.repository.remote.as_deref().map(identity_of_remote);
    let root = around.root_commit.as_ref().map(|commit| format!("history that starts with {commit}"));
    let known = [
        ("caller", around.name.clone()),
        ("remote", remote),
        ("configuration", report.repository.name.clone()),
        ("first commit", root),
    ];
    let mut known = known.into_iter().filter_map(|(from, identity)| Some((from, identity?)));
    known.next().map_or(Value::Null, |(from, identity)| json!({"identity": identity, "from": from}))
}

/// A remote without scheme, user and ending: one repository has one identity, however it is cloned.
pub(super) fn identity_of_remote(url: &str) -> String {
    // Bundles of earlier versions, and forged ones, may hold more than a place.
    let Some(shown) = remote::shown(url) else {
        return format!("a remote without a host, sha256 {}", &sha256(url.as_bytes())[..12]);
    };
    // `host:path`, as ssh writes it, is the same place.
    let plain = match shown.split_once("://") {
        Some((_, rest)) => rest.to_owned(),
        None => shown.replacen(':', "/", 1),
    };
    let plain = plain.trim_end_matches('/');
    let plain = plain.strip_suffix(".git").unwrap_or(plain);
    match plain.split_once('/') {
        Some((host, path)) => format!("{}/{path}", host.to_ascii_lowercase()),
        None => plain.to_owned(),
    }
}

fn vcs(report: &Report, around: &Circumstances) -> Value {
    let is_id = |c: &&String| matches!(c.len(), 40 | 64) && c.bytes().all(|b| b.is_ascii_hexdigit());
    match report.repository.commit.as_ref().filter(is_id) {
        Some(commit) => json!({
            "remote": report.repository.remote, "commit": commit, "dirty": !around.differs.is_empty(), "differs": around.differs,
            "ignored": around.ignored,
        }),
        None => Value::Null,
    }
}

/// Every file that discovery found, once: judged, left out with a reason, or failed with the error; every subject; and what was judged as one, with why.
fn population(report: &Report, rows: &[Row<'_>], salt: &str) -> Value {
    let mut failed: BTreeMap<String, String> = BTreeMap::new();
    for problem in report.problems.iter().filter(|p| p.severity == Severity::Error && !p.code.starts_with("policy-")) {
        let place = problem.span.map(|span| report.sources.location(span).path).or_else(|| problem.path.clone());
        if let Some(path) = place {
            failed.entry(path).or_insert_with(|| problem.message.clone());
        }
    }
    let excluded: BTreeMap<&String, &String> = report.excluded.iter().map(|(path, reason)| (path, reason)).collect();
    failed.retain(|path, _| !excluded.contains_key(path));
    let evaluated: Vec<Value> = report
        .files
        .iter()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .filter(|path| !failed.contains_key(*path) && !excluded.contains_key(path))
        .map(|path| digest(report, path, salt))
        .collect();
    let subjects: BTreeMap<&str, Value> = rows.iter().map(|row| (row.subject.as_str(), row.kind.clone())).collect();
    let projects = report.projects.iter().map(|project| {
        json!({"name": project.name, "environment": project.environment, "kind": project.kind, "start": project.start})
    });
    json!({
        "projects": projects.collect::<Vec<_>>(),
        "discovered": evaluated.len() + excluded.len() + failed.len(),
        "evaluated": evaluated,
        "excluded": excluded.iter().map(|(path, reason)| json!({"path": path, "reason": reason})).collect::<Vec<_>>(),
        "failed": failed.iter().map(|(path, error)| json!({"path": path, "error": error})).collect::<Vec<_>>(),
        "subjects": subjects.iter().map(|(subject, kind)| json!({"subject": subject, "kind": kind})).collect::<Vec<_>>(),
    })
}

/// What was read besides the population: it takes part in the verdicts, but is not judged itself.
fn read(report: &Report, read: &[String], salt: &str) -> Vec<Value> {
    let judged: BTreeSet<&String> = report.files.iter().collect();
    let besides: BTreeSet<&String> = read.iter().filter(|path| !judged.contains(path)).collect();
    besides.into_iter().map(|path| digest(report, path, salt)).collect()
}

fn digest(report: &Report, path: &str, salt: &str) -> Value {
    let Some(file) = report.sources.find(path) else { return json!({"path": path, "sha256": Value::Null}) };
    if may_hold_secrets(path) {
        return json!({"path": path, "salted_sha256": report.sources.sha256(file, salt)});
    }
    json!({"path": path, "sha256": report.sources.sha256(file, "")})
}

/// Env files by whatever name.
pub(super) fn may_hold_secrets(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.starts_with(".env") || name.ends_with(".env") || name == "env" || name.contains(".env.")
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "json" => "application/json",
        "sarif" => "application/sarif+json",
        "html" => "text/html",
        "md" => "text/markdown",
        "xml" => "application/xml",
        "gz" => "application/gzip",
        "yaml" | "yml" => "application/yaml",
        _ => "text/plain",
    }
}
