//! A bug in one project costs that project alone, and a default never stands in for a verdict.

mod allowed;

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;

use plimsoll_check::{self as check, Run, Settlement};
use plimsoll_judge::config::Layers;
use plimsoll_loader::discover::{self, Found};
use plimsoll_policy::{Bundle, PolicySet};
use plimsoll_report::Repository;
use plimsoll_source::files::{Entry, EntryKind, Files, MemoryFiles, ReadError};
use plimsoll_source::{FileId, Sources};
use regex::Regex;

use self::allowed::{COMMAND_LINE, LIBRARIES};
use crate::shared;

/// Files of which one is a trap: whoever reads it runs into a bug.
struct Trapped {
    files: MemoryFiles,
    trap: &'static str,
}

impl Files for Trapped {
    fn read(&self, path: &str, sources: &Sources) -> Result<FileId, ReadError> {
        assert!(path != self.trap, "no boundary in `hunter2`");
        self.files.read(path, sources)
    }

    fn kind(&self, path: &str) -> Option<EntryKind> {
        self.files.kind(path)
    }

    fn list(&self, directory: &str, limit: usize) -> (Vec<Entry>, bool) {
        self.files.list(directory, limit)
    }

    fn ignored(&self, path: &str) -> Option<bool> {
        self.files.ignored(path)
    }

    fn absolute(&self, path: &str) -> String {
        self.files.absolute(path)
    }
}

#[test]
fn a_bug_in_one_project_leaves_that_one_unjudged_and_the_others_judged() {
    // Met while it is loaded, and already while it is looked at.
    ["b/x.conf", "b/compose.yaml"].into_iter().for_each(costs_its_own_project_alone);
}

fn costs_its_own_project_alone(trap: &'static str) {
    let policies = PolicySet::load(Bundle::shipped(&plimsoll_rules::SHIPPED)).unwrap();
    let rules: Vec<_> =
        policies.rules().iter().filter(|rule| rule.id.as_str() == "compose/service-privileged").cloned().collect();
    let compose = "services:\n  web:\n    image: a:1\n    privileged: true\n    env_file: [x.conf]\n";
    let files =
        ["a/compose.yaml", "b/compose.yaml", "c/compose.yaml"].map(|path| (path.to_owned(), compose.to_owned()));
    let conf = ["a/x.conf", "b/x.conf", "c/x.conf"].map(|path| (path.to_owned(), "A=1\n".to_owned()));
    let all: BTreeMap<String, String> = files.into_iter().chain(conf).collect();
    let candidates =
        all.keys().filter_map(|path| Some((path.clone(), discover::kind_of(path.rsplit('/').next()?)?))).collect();
    let run = Run {
        found: &Found { candidates, ..Found::default() },
        scope: &crate::shared::scope(),
        files: &Trapped { files: MemoryFiles::new(all), trap },
        sources: Arc::new(Sources::default()),
        policies: &policies,
        shows_controls: false,
        is_about_controls: false,
        repository: Repository::default(),
    };
    let settlement = Settlement { as_of: "2026-11-20".to_owned(), ..Settlement::default() };
    let report = check::report(run, &mut Layers::of_rules(&rules), settlement, Vec::new()).unwrap();
    let found: Vec<String> =
        report.findings.iter().map(|finding| report.sources.location(finding.primary.span).path).collect();
    assert_eq!(found, ["a/compose.yaml", "c/compose.yaml"]);
    let bugs: Vec<_> = report.problems.iter().filter(|problem| problem.code == "internal").collect();
    assert_eq!(bugs.len(), 1, "{:?}", report.problems);
    assert_eq!(bugs[0].path.as_deref(), Some("b/compose.yaml"));
    let told = &bugs[0].message;
    assert!(told.contains("b/compose.yaml") && told.contains("borders/mod.rs:") && !told.contains("hunter2"), "{told}");
}

/// What takes a missing answer for some other one, or drops an error.
const SWALLOWS: [&str; 9] = [
    "unwrap_or_default()",
    ".unwrap_or(",
    ".ok()",
    "let Ok(",
    "is_ok_and(",
    "is_err_and(",
    "let _ =",
    "Err(_)",
    "Result::ok",
];

/// Where verdicts are made, nothing takes a default's place silently. What may is listed function by function with its reason.
#[test]
fn no_default_stands_in_for_a_verdict() {
    let named = Regex::new(r"\bfn (\w+)").unwrap();
    let mut used: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    let places = [
        "check/",
        "cli/",
        "control/",
        "evaluate/",
        "evidence/",
        "policy/engine/",
        "policy/finding.rs",
        "sight.rs",
        "waiver/",
    ];
    for place in places {
        let all = shared::rust().into_iter().map(|(path, file)| (shared::short(&path), file));
        for (shown, file) in all.filter(|(path, _)| path.starts_with(place) && !path.ends_with("tests.rs")) {
            let text = fs::read_to_string(&file).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            let mut function = String::new();
            for line in code.lines().map(str::trim).filter(|line| !line.starts_with("//")) {
                if let Some(found) = named.captures(line) {
                    function = found[1].to_owned();
                }
                let here: usize = SWALLOWS.iter().map(|word| line.matches(word).count()).sum();
                let lines = used.entry((shown.clone(), function.clone())).or_default();
                lines.extend(std::iter::repeat_n(line.to_owned(), here));
            }
        }
    }
    let allowed = || LIBRARIES.iter().chain(COMMAND_LINE);
    used.retain(|_, lines| !lines.is_empty());
    let mut wrong = Vec::new();
    for ((file, function), lines) in &used {
        let allowed = allowed().find(|(path, name, ..)| path == file && name == function);
        if allowed.is_none_or(|(_, _, times, _)| *times != lines.len()) {
            wrong.push(format!("{file}, {function}: {} times\n    {}", lines.len(), lines.join("\n    ")));
        }
    }
    for (file, function, ..) in allowed() {
        if !used.contains_key(&((*file).to_owned(), (*function).to_owned())) {
            wrong.push(format!("{file}, {function}: nothing any more, take it from the list"));
        }
    }
    assert!(
        wrong.is_empty(),
        "a default may stand in for a verdict, or an error may be lost; make it an error outcome or an `internal:` panic, or list it in allowed.rs with its reason:\n{}",
        wrong.join("\n")
    );
}
