//! Judges again with the policies of a bundle, as of its day, and compares. The manifest is somebody else's word: what it names is read only where it lies in
//! the checkout, and what it asks of this machine is not done.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Component, Path};

use plimsoll_evidence::{self as evidence, Circumstances, Failure, Files, MANIFEST, POLICIES, RESULTS};
use plimsoll_judge::config::TurnedOffKind;
use plimsoll_loader::disk::{DiskFiles, FILE_SIZE_LIMIT};
use plimsoll_policy::{Bundle, PolicyError, PolicySet};
use plimsoll_source::files::ReadError;
use serde_json::Value;

use super::create;
use super::request::Request;
use crate::engine::Engine;
use crate::judge::{self, Judged};
use crate::judging::{ControlsAsked, Judging, RowsAsked, VerbOptions};

/// So many rows that came out differently are told.
const TOLD: usize = 10;

/// What came of it.
#[derive(Default)]
pub(super) struct Replayed {
    /// What is not as the bundle says.
    pub(super) failures: Vec<Failure>,
    /// What should be known besides.
    pub(super) notes: Vec<String>,
}

impl Replayed {
    fn broken(&mut self, file: &str, promise: &'static str, message: impl Into<String>) {
        self.failures.push(Failure::new(file, promise, message));
    }
}

/// Replays a bundle that holds by itself on a checkout.
///
/// # Errors
/// When it cannot be judged again.
pub(super) fn replay(files: &Files, source: &Path, engine: Engine, other_build: bool) -> io::Result<Replayed> {
    let manifest: Value = serde_json::from_slice(&files[MANIFEST])?;
    let request: Request = serde_json::from_value(manifest["invocation"]["request"].clone())
        .map_err(|error| io::Error::other(format!("the manifest does not say what to ask again: {error}")))?;
    let (used_shell, name) = (request.used_shell(), request.name());
    let unread = request.unread_floors();
    let is_own = manifest["tool"]["sha256"] == super::own_digest()?;
    let says_more = is_own && serde_json::to_value(&request)? != manifest["invocation"]["request"];
    let policies = bundled(files)?;
    let root = source
        .canonicalize()
        .map_err(|e| io::Error::new(e.kind(), format!("cannot open `{}`: {e}", source.display())))?;
    let (inputs, mut judging) = request.again(&root)?;
    judging.as_of = manifest["invocation"]["as_of"].as_str().map(str::to_owned);
    // Of its own machine only.
    judging.policy.clear();
    judging.threads = None;
    judging.engine = engine;
    let mut replayed = Replayed::default();
    if says_more {
        replayed.broken(MANIFEST, "replay", "its request holds more than this build asks");
    }
    for floor in unread {
        replayed.broken(MANIFEST, "replay", format!("its request names the floor `{floor}`, which was not read"));
    }
    changed(&manifest, &root, &mut replayed)?;
    let options =
        VerbOptions { models: true, rows: RowsAsked::All, controls: ControlsAsked::ThePoint, ..VerbOptions::default() };
    let Some(judged) = judge::run_with(&inputs, &judging, &options, Some(policies))? else {
        return Err(io::Error::other("the bundled policies cannot be evaluated"));
    };
    replayed.notes.push(answered(&judged.policies, engine));
    vcs(&manifest, &judged, &mut replayed)?;
    added(&manifest, &judged, &mut replayed);
    let before = replayed.failures.len();
    configured(&manifest, &judged, &mut replayed);
    if is_own {
        shipped(files, &judged, &judging, &mut replayed)?;
    }
    compare(files, &manifest, &judged, name, is_own || !other_build, &mut replayed)?;
    if !is_own {
        let version = manifest["tool"]["version"].as_str().unwrap_or_default();
        let said = format!("made by another build of plimsoll ({version})");
        if other_build {
            replayed
                .notes
                .push(format!("{said}: reports that differ from those of this build were not compared further"));
        } else {
            let message = format!(
                "{said}: this one cannot show that its reports say what was found; --other-build replays the results alone"
            );
            replayed.broken(MANIFEST, "replay", message);
        }
    }
    if replayed.failures.len() > before && used_shell {
        let message = "variables of the shell took part in the run; they are not recorded, as they may be secret";
        replayed.broken(MANIFEST, "replay", message);
    }
    Ok(replayed)
}

/// Which engine answered.
fn answered(policies: &PolicySet, engine: Engine) -> String {
    let (all, compiled) = (policies.rules().len(), policies.compiled_of(policies.rules()));
    match compiled {
        0 => format!("replayed by regorus, which answered all {all} rules"),
        count if count == all => format!("replayed by {}, which answered all {all} rules", engine.name()),
        count => {
            format!("replayed by {}, which answered {count} of {all} rules; regorus answered the others", engine.name())
        }
    }
}

/// A file that the manifest names, as far as it is a plain one below the root and no larger than inputs may be.
fn recorded_file(checkout: &DiskFiles, path: &str) -> Result<Vec<u8>, &'static str> {
    let inside = Path::new(path);
    if path.is_empty() || !inside.components().all(|part| matches!(part, Component::Normal(_))) {
        return Err("the manifest names a file that is not in a checkout");
    }
    checkout.bytes(path, FILE_SIZE_LIMIT).map_err(|error| match error {
        ReadError::NotFound => "the file was read, but is not in the checkout",
        ReadError::Outside => "it is a link out of the checkout",
        _ => "it is no plain file, or larger than what is read",
    })
}

/// Files that are not what was judged.
fn changed(manifest: &Value, root: &Path, replayed: &mut Replayed) -> io::Result<()> {
    let checkout = DiskFiles::new(root)?;
    let salt = manifest["salt"].as_str().unwrap_or_default();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let recorded = [list(&manifest["population"]["evaluated"]), list(&manifest["invocation"]["read"])].concat();
    for file in recorded {
        let path = file["path"].as_str().unwrap_or_default();
        let bytes = match recorded_file(&checkout, path) {
            Ok(bytes) => bytes,
            Err(message) => {
                replayed.broken(path, "input", message);
                continue;
            }
        };
        let (wanted, found) = match file["salted_sha256"].as_str() {
            Some(wanted) => (wanted, evidence::sha256(&[salt.as_bytes(), &bytes].concat())),
            None => (file["sha256"].as_str().unwrap_or_default(), evidence::sha256(&bytes)),
        };
        if wanted != found {
            replayed.broken(path, "input", "the file in the checkout is not the one that was read");
        }
    }
    Ok(())
}

/// Whether the checkout is of the commit that is recorded, and as clean.
fn vcs(manifest: &Value, judged: &Judged, replayed: &mut Replayed) -> io::Result<()> {
    let recorded = manifest["vcs"]["commit"].as_str();
    let found = judged.report.repository.commit.as_deref();
    match (recorded, found) {
        (Some(recorded), Some(found)) if recorded != found => {
            replayed.broken(MANIFEST, "vcs", format!("it records commit {recorded}; the checkout is of {found}"));
        }
        (Some(recorded), None) => {
            replayed.broken(
                MANIFEST,
                "vcs",
                format!("it records commit {recorded}; the checkout is of none that can be read"),
            );
        }
        (None, Some(found)) => {
            replayed.notes.push(format!("no commit is recorded; the checkout is of {found}"));
        }
        _ => {}
    }
    let was_dirty = manifest["vcs"]["dirty"] == true;
    let (differs, ignored) = create::differs(&judged.report, &create::read(&judged.report, &judged.sources))?;
    let said = manifest["vcs"]["ignored"].as_array().into_iter().flatten();
    if recorded.is_some() && recorded == found && !said.eq(ignored.iter().map(String::as_str)) {
        let message = "the files that it records as ignored by git are not those that were read and are";
        replayed.broken(MANIFEST, "vcs", message);
    }
    match (manifest["vcs"]["remote"].as_str(), judged.report.repository.remote.as_deref()) {
        (Some(said), Some(found)) if !evidence::is_same_remote(said, found) => {
            replayed.broken(MANIFEST, "vcs", "it records another remote than the checkout has");
        }
        (Some(_), None) if recorded.is_some() => {
            replayed.notes.push("it records a remote; the checkout has none to compare it with".to_owned());
        }
        _ => {}
    }
    if recorded == found && !was_dirty && !differs.is_empty() {
        let what = differs.join("; ");
        replayed.broken(
            MANIFEST,
            "vcs",
            format!("it records the files of the commit; the checkout has others: {what}"),
        );
    } else if recorded == found && was_dirty && differs.is_empty() {
        replayed
            .notes
            .push("it records other files than those of the commit; the checkout has those of the commit".to_owned());
    }
    Ok(())
}

/// Whether the configuration that rules the run is the recorded one.
fn configured(manifest: &Value, judged: &Judged, replayed: &mut Replayed) {
    let now = judged.config_path.as_ref().and_then(|path| judged.report.sources.find(path));
    let now = now.map(|file| judged.report.sources.sha256(file, ""));
    if manifest["invocation"]["config_sha256"].as_str() != now.as_deref() {
        let message = "the configuration that rules the run is not the one that is recorded";
        replayed.broken(MANIFEST, "replay", message);
    }
}

/// Whether what bears the name of a policy of ours is what this build ships: a rule that was rewritten would come to its own results.
fn shipped(files: &Files, judged: &Judged, judging: &Judging, replayed: &mut Replayed) -> io::Result<()> {
    let without = judging.no_builtin || judged.report.turned_off.iter().any(|one| one.kind == TurnedOffKind::Builtin);
    let kept = policies(files)?;
    let builtin = PolicySet::load(Bundle::shipped(crate::shipped())).map_err(told)?;
    for (path, text) in builtin.files() {
        let message = match kept.get(&path) {
            Some(kept) if *kept == text.as_bytes() => continue,
            Some(_) => "is not what this build ships",
            None if without => continue,
            None => "is shipped by this build, and not there",
        };
        replayed.broken(POLICIES, "policy", format!("{path} {message}"));
    }
    Ok(())
}

fn policies(files: &Files) -> io::Result<Files> {
    evidence::policies(files).map_err(|error| io::Error::other(format!("{POLICIES}: {error}")))
}

fn told(errors: Vec<PolicyError>) -> io::Error {
    io::Error::other(errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

/// Files that were not there when the bundle was made.
fn added(manifest: &Value, judged: &Judged, replayed: &mut Replayed) {
    let parts = ["evaluated", "excluded", "failed"];
    let known: BTreeSet<&str> = parts
        .iter()
        .flat_map(|part| manifest["population"][part].as_array().into_iter().flatten())
        .filter_map(|file| file["path"].as_str())
        .collect();
    for path in judged.report.files.iter().filter(|path| !known.contains(path.as_str())) {
        replayed.broken(path, "input", "the file is in the checkout, but was not judged");
    }
}

/// What comes out otherwise: the results, what the manifest says of them, and where they are to be compared all documents.
fn compare(
    files: &Files,
    manifest: &Value,
    judged: &Judged,
    name: Option<String>,
    documents: bool,
    replayed: &mut Replayed,
) -> io::Result<()> {
    let results = evidence::results(&judged.report)?;
    if results != files[RESULTS] {
        replayed.broken(RESULTS, "replay", "evaluating the bundled policies again gives other results");
        rows(&files[RESULTS], &results, replayed);
        return Ok(());
    }
    if !documents {
        return Ok(());
    }
    let is_signed = files.contains_key(evidence::ATTESTATIONS);
    let again = evidence::derived(&judged.report, &judged.policies, is_signed)?;
    for (path, bytes) in &again {
        if files.get(path) != Some(bytes) {
            replayed.broken(path, "replay", "made again, it comes out differently");
        }
    }
    for path in files.keys().filter(|path| !again.contains_key(*path) && !evidence::is_about_others(path)) {
        replayed.broken(path, "replay", "no run makes such a file");
    }
    let salt = manifest["salt"].as_str().unwrap_or_default().to_owned();
    let root_commit = create::root_commit(&judged.report);
    let around = Circumstances { salt, name, root_commit, ..Circumstances::default() };
    for (key, now) in evidence::facts(&judged.report, &again, &around) {
        if manifest.pointer(key) != Some(&now) {
            replayed.broken(MANIFEST, "replay", format!("made again, {key} comes out differently"));
        }
    }
    Ok(())
}

fn rows(recorded: &[u8], now: &[u8], replayed: &mut Replayed) {
    let read = |bytes: &[u8]| -> BTreeMap<(String, String), String> {
        // Both were written by us or checked already; what cannot be read has no row.
        let document: Value = serde_json::from_slice(bytes).unwrap_or_default();
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let rows = document["rows"].as_array().cloned().unwrap_or_default();
        rows.iter().map(|row| ((word(&row["rule"]), word(&row["subject"])), word(&row["outcome"]))).collect()
    };
    let (before, after) = (read(recorded), read(now));
    let keys: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let word = |outcome: Option<&String>| outcome.map_or("no row", String::as_str).replace('_', " ");
    let differing = keys.into_iter().filter(|key| before.get(*key) != after.get(*key));
    for key in differing.take(TOLD) {
        let (was, is) = (word(before.get(key)), word(after.get(key)));
        replayed.broken(RESULTS, "replay", format!("{} on {}: recorded as {was}, now {is}", key.0, key.1));
    }
}

fn bundled(files: &Files) -> io::Result<PolicySet> {
    let texts = policies(files)?.into_iter().map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned()));
    PolicySet::of_files(crate::shipped(), texts, crate::policies::keeper()).map_err(told)
}
