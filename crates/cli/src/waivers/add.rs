//! `plimsoll waivers add`: appends an entry to the waivers file, and only if the file is right afterwards.

use std::collections::{BTreeSet, HashMap};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use plimsoll_judge::config::Command;
use plimsoll_judge::sight::Sight;
use plimsoll_judge::waiver::{self, DEFAULT_FILE, Waiving};
use plimsoll_loader::disk;
use plimsoll_report::{self as report, Options};
use plimsoll_source::Sources;
use plimsoll_source::files::{ReadError, join};

use super::super::confined;
use super::super::inputs::Inputs;
use super::super::judge;
use super::super::judging::Judging;
use super::super::scene;
use super::super::terminal;
use crate::output;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The rules it is for
    #[arg(required = true, value_name = "RULE")]
    rules: Vec<String>,
    /// Why the risk is accepted
    #[arg(long)]
    reason: String,
    /// Who answers for it
    #[arg(long)]
    owner: String,
    /// The last day it holds, YYYY-MM-DD
    #[arg(long, value_name = "YYYY-MM-DD")]
    expires: String,
    /// Glob of the file it covers
    #[arg(long, value_name = "GLOB")]
    path: Option<String>,
    /// What it covers: services.web, services.*
    #[arg(long)]
    subject: Option<String>,
    /// The environment it covers
    #[arg(long, value_name = "NAME")]
    in_environment: Option<String>,
    /// The fingerprint of the occurrence it covers (repeatable)
    #[arg(long, value_name = "FINGERPRINT")]
    identity: Vec<String>,
    /// What is claimed
    #[arg(long, default_value = "risk-accepted", value_parser = ["risk-accepted", "false-positive", "compensating-control", "deferred"])]
    kind: String,
    /// Who agreed
    #[arg(long)]
    approver: Option<String>,
    /// Where it is tracked
    #[arg(long)]
    ticket: Option<String>,
    /// Its id; the next free number of the year when left out
    #[arg(long)]
    id: Option<String>,
    /// The waivers file
    #[arg(long, value_name = "FILE")]
    waivers_file: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> io::Result<super::super::Exit> {
    if args.path.is_none() && args.subject.is_none() && args.identity.is_empty() && args.in_environment.is_none() {
        return Err(io::Error::other("say what it covers: --path, --subject, --identity or --in-environment"));
    }
    let mut scene = scene::set(&Inputs::default(), &[])?;
    let judging = Judging::default();
    let Some((policies, _)) = judge::compile(&judging, &scene).ok().filter(|(_, errors)| errors.is_empty()) else {
        return Err(io::Error::other("the policies do not compile; `plimsoll check` tells why"));
    };
    scene.layers.know(policies.rules(), HashMap::new(), Command::default());
    let layer = Arc::clone(scene.layers.of_directory(&scene.ruling));
    let (home, files) = match layer.configs().next_back() {
        Some(config) => (config.home.as_str(), config.waivers.files.as_ref()),
        None => (scene.base.as_str(), None),
    };
    let named = files.and_then(|files| files.first()).map_or(DEFAULT_FILE, String::as_str);
    let path = args.waivers_file.clone().unwrap_or_else(|| scene.files.root().join(join(home, named)));
    if args.waivers_file.is_none() && !confined::lies_below(scene.files.root(), &path) {
        let message = format!("`{named}`, which the configuration names, leads out of the tree; say --waivers-file");
        return Err(io::Error::other(message));
    }
    let before = match disk::read_text(&path) {
        Ok(text) => text,
        Err(ReadError::NotFound) => String::new(),
        Err(error) => return Err(io::Error::other(format!("`{}` {error}", path.display()))),
    };
    let today = judge::today();
    let name = path.display().to_string().replace("/./", "/");
    let read = |text: &str| {
        let sources = Arc::new(Sources::default());
        let file = sources.add(name.as_str(), text);
        let rules = policies.rules();
        let waiving = Waiving {
            sources: &sources,
            files: &[],
            waiver_files: &[],
            allowed: &[],
            rules,
            policy: layer.waivers(),
            as_of: &today,
            sight: &Sight::default(),
            there: &BTreeSet::new(),
        };
        let (waivers, problems) = waiver::read(&waiving, file);
        (sources, waivers, problems)
    };
    let known = if before.trim().is_empty() { Vec::new() } else { read(&before).1 };
    let id = args.id.clone().unwrap_or_else(|| next_id(known.iter().map(|waiver| waiver.id.as_str()), &today[..4]));
    let after = appended(&before, &entry(args, &id, &today));
    let (sources, waivers, problems) = read(&after);
    if !problems.is_empty() || waivers.len() != known.len() + 1 {
        let options = terminal::stderr(Options::default(), None);
        let problems = sources.show(problems);
        report::write_problems(&problems, &sources.showcase(), &options, &mut output::stderr())?;
        return Err(io::Error::other(format!("`{name}` would not be right afterwards, so nothing was written")));
    }
    confined::write(&path, &after)?;
    writeln!(output::shown(), "added {id} to {name}")?;
    Ok(0)
}

/// `W-2026-015` after `W-2026-014`.
fn next_id<'a>(known: impl Iterator<Item = &'a str>, year: &str) -> String {
    let prefix = format!("W-{year}-");
    let last = known.filter_map(|id| id.strip_prefix(&prefix)?.parse::<u32>().ok()).max().unwrap_or(0);
    format!("{prefix}{:03}", last.saturating_add(1))
}

/// The lines of an entry, without indentation.
fn entry(args: &Args, id: &str, today: &str) -> Vec<String> {
    // JSON's quoted text is YAML's.
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let rules: Vec<String> = args.rules.iter().map(|rule| quoted(rule)).collect();
    let texts = [("path", &args.path), ("subject", &args.subject), ("environment", &args.in_environment)];
    let mut scope: Vec<String> =
        texts.iter().filter_map(|(key, value)| Some(format!("{key}: {}", quoted(value.as_ref()?)))).collect();
    let identities: Vec<String> = args.identity.iter().map(|identity| quoted(identity)).collect();
    match identities.as_slice() {
        [] => {}
        [identity] => scope.push(format!("identity: {identity}")),
        several => scope.push(format!("identity: [{}]", several.join(", "))),
    }
    let scope = scope.join(", ");
    let mut lines = vec![
        format!("id: {id}"),
        format!("rules: [{}]", rules.join(", ")),
        format!("match: {{{scope}}}"),
        format!("kind: {}", args.kind),
        format!("reason: {}", quoted(&args.reason)),
        format!("owner: {}", quoted(&args.owner)),
    ];
    for (key, value) in [("approver", &args.approver), ("ticket", &args.ticket)] {
        lines.extend(value.as_ref().map(|value| format!("{key}: {}", quoted(value))));
    }
    lines.push(format!("created: {today}"));
    lines.push(format!("expires: {}", quoted(&args.expires)));
    lines
}

/// The file with the entry at its end, indented as the entries it has.
fn appended(before: &str, entry: &[String]) -> String {
    let text = if before.trim().is_empty() { "version: 1\nwaivers:\n" } else { before };
    let text = text.replace("waivers: []", "waivers:");
    let list = text.lines().skip_while(|line| !line.starts_with("waivers:"));
    let dash = list.filter_map(|line| line.find("- ").filter(|at| line[..*at].trim().is_empty())).min();
    let indent = " ".repeat(dash.unwrap_or(2));
    let mut after = text.trim_end().to_owned();
    after.push('\n');
    for (number, line) in entry.iter().enumerate() {
        let mark = if number == 0 { "- " } else { "  " };
        after.push_str(&format!("{indent}{mark}{line}\n"));
    }
    after
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_counted_by_year() {
        assert_eq!(next_id(["W-2026-014", "W-2025-900", "x"].into_iter(), "2026"), "W-2026-015");
        assert_eq!(next_id([].into_iter(), "2027"), "W-2027-001");
    }

    #[test]
    fn entries_are_indented_as_the_others() {
        let entry = ["id: a".to_owned(), "rules: [x]".to_owned()];
        assert_eq!(appended("", &entry), "version: 1\nwaivers:\n  - id: a\n    rules: [x]\n");
        assert_eq!(
            appended("version: 1\nwaivers:\n- id: b\n", &entry),
            "version: 1\nwaivers:\n- id: b\n- id: a\n  rules: [x]\n"
        );
        assert_eq!(appended("version: 1\nwaivers: []\n", &entry), "version: 1\nwaivers:\n  - id: a\n    rules: [x]\n");
    }
}
