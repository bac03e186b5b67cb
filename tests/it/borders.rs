//! A bug in one project costs that project alone, and a default never stands in for a verdict.

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
    assert!(told.contains("b/compose.yaml") && told.contains("borders.rs:") && !told.contains("hunter2"), "{told}");
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

/// File, function, how often, and why it is no verdict.
const ALLOWED: [(&str, &str, usize, &str); 80] = [
    ("check/lib.rs", "described", 1, "a rule that none of ours stands beside describes itself"),
    ("check/lib.rs", "kind_of", 1, "a path without a slash is a name"),
    ("check/lib.rs", "report", 1, "without a baseline nothing was unjudged before"),
    ("control/mod.rs", "explanation", 1, "what has no outcomes of a kind has none"),
    ("evaluate/identity.rs", "base_name", 1, "a path without a slash is a name"),
    ("evaluate/identity.rs", "fingerprint", 1, "no environment is one of its own in a fingerprint"),
    (
        "evaluate/identity.rs",
        "holder",
        1,
        "an address that is no number names no candidate, and stays as it is in the fingerprint",
    ),
    ("evaluate/identity.rs", "identity", 1, "a segment that is no index is a key"),
    ("evaluate/identity.rs", "inside", 1, "a path outside of the directory stays as it is"),
    ("evaluate/identity.rs", "name_of", 2, "a piece of a fingerprint"),
    ("evaluate/mod.rs", "finding", 1, "a finding that names no severity has that of its rule"),
    ("evaluate/mod.rs", "of_another_kind", 1, "the words of a diagnostic"),
    ("evaluate/mod.rs", "policy_problem", 1, "the words of a diagnostic"),
    ("evaluate/mod.rs", "rules", 1, "a rule that fails where it has nothing to judge leaves nothing unjudged"),
    ("evaluate/mod.rs", "record", 1, "a subject without findings has none: the rule has answered"),
    ("evaluate/place.rs", "primary", 1, "where a key has no place of its own, its entry has"),
    ("evaluate/secrets.rs", "numbered", 1, "an address that is no number names no candidate"),
    ("evaluate/subjects.rs", "is_of", 1, "a finding that names no subject is about the one that holds its address"),
    (
        "evaluate/subjects.rs",
        "subject_of",
        1,
        "a finding that names no subject is about the one that holds its address",
    ),
    (
        "evidence/chain/gaps.rs",
        "dated_back",
        2,
        "what a document lacks is empty, and then differs from every id and day",
    ),
    ("evidence/chain/history.rs", "met", 2, "without a limit nothing is late; without a begin the first run is one"),
    ("evidence/chain/history.rs", "text", 1, "what a document lacks is empty, and then not what it is compared with"),
    ("evidence/chain/mod.rs", "link", 1, "what a document lacks is empty, and then not what it is compared with"),
    ("evidence/chain/mod.rs", "list", 1, "a list that is not there has nothing in it, and fails its comparison"),
    ("evidence/chain/mod.rs", "midnight", 1, "a day that is none is told as a gap by whoever asked"),
    ("evidence/chain/mod.rs", "row", 1, "a time that is none has no day, and differs from every day"),
    ("evidence/chain/mod.rs", "seconds", 2, "a time that is none is told as a gap by whoever asked"),
    ("evidence/dsse.rs", "open", 2, "a signature or an envelope of another form is an error that is told"),
    (
        "evidence/dsse.rs",
        "test_result_in",
        3,
        "what cannot be read is no test result, and then the bundle has none, which is told",
    ),
    ("evidence/manifest.rs", "identity_of_remote", 1, "a remote without an ending has none to take away"),
    ("evidence/manifest.rs", "may_hold_secrets", 1, "a path without a slash is a name"),
    ("evidence/manifest.rs", "media_type", 1, "the ending of a name"),
    ("evidence/oscal.rs", "assessment_results", 1, "a rule without rows has none to name"),
    ("evidence/oscal.rs", "finding", 1, "a control without a title is called by its id"),
    ("evidence/oscal.rs", "observation", 1, "the words of a description"),
    ("evidence/results.rs", "of_not_run", 1, "a rule that supports nothing has no links"),
    ("evidence/results.rs", "row", 1, "a rule that decides nothing has no links"),
    ("evidence/results.rs", "subject", 1, "a label"),
    ("evidence/timeline.rs", "day", 1, "a time that is none is shown as it stands"),
    ("evidence/timeline.rs", "run_row", 2, "the words of a page"),
    ("evidence/timeline.rs", "seconds", 2, "a time that is none has no place on a picture"),
    ("evidence/timeline.rs", "status", 1, "a word that is no status is never shown as met"),
    ("evidence/timeline.rs", "summary", 2, "the words of a page"),
    ("evidence/timeline.rs", "write_page", 1, "the words of a page"),
    ("evidence/verify/controls.rs", "mapped", 1, "an archive that cannot be read is told where it is checked"),
    ("evidence/verify/controls.rs", "named", 1, "what is no text names no control, and then differs"),
    ("evidence/verify/controls.rs", "of_control", 1, "what is not counted is 0, and then differs"),
    ("evidence/verify/controls.rs", "reconcile", 1, "a rule that nothing links is compared with no link"),
    ("evidence/verify/digests.rs", "all", 1, "a list without a last line end is read to its end"),
    ("evidence/verify/digests.rs", "manifest", 1, "a time that is none has no day, and differs from every day"),
    ("evidence/verify/form.rs", "document", 1, "a document that has no form is not in it"),
    ("evidence/verify/mod.rs", "list", 1, "a list that is not there has nothing in it, and fails its comparison"),
    ("evidence/verify/mod.rs", "notes", 3, "a manifest that cannot be read is among the failures"),
    ("evidence/verify/mod.rs", "text", 1, "what a document lacks is empty, and then not what it is compared with"),
    ("evidence/verify/rows.rs", "reconcile", 1, "what is not counted is 0, and then differs"),
    ("evidence/verify/rows.rs", "test_result", 2, "a statement that cannot be read is none, and then differs"),
    ("evidence/verify/signatures.rs", "oscal", 3, "a document that cannot be read has no digest, and then differs"),
    ("evidence/verify/told.rs", "document", 2, "a document that cannot be read is among the failures"),
    ("evidence/verify/told.rs", "told", 1, "the words of a page"),
    ("evidence/verify/waivers.rs", "reconcile", 1, "what is not counted is 0, and then differs"),
    ("policy/engine.rs", "add", 1, "the name of a group"),
    (
        "policy/engine.rs",
        "answer",
        2,
        "without an input there is nothing that a rule could be asked about; a limit that nobody set is the usual one",
    ),
    ("policy/engine.rs", "first_name", 1, "a text that is nothing but a name ends with it"),
    ("policy/engine.rs", "run", 1, "a rule without a folder is asked by itself"),
    ("policy/engine.rs", "together", 1, "where one rule fails all are asked one by one, which tells the one"),
    ("policy/finding.rs", "read", 1, "the words of a diagnostic"),
    ("waiver/apply.rs", "candidate", 2, "a glob that is none makes the waiver invalid"),
    ("waiver/apply.rs", "verdict", 1, "the words of a diagnostic"),
    ("waiver/check.rs", "alias_key", 1, "an id without the prefix has none to take away"),
    ("waiver/check.rs", "date", 1, "a text that is no day is told by whoever asked"),
    (
        "waiver/check.rs",
        "unmet",
        1,
        "a waiver that does not say when it was made is judged as made on the day of the run",
    ),
    (
        "waiver/check.rs",
        "wrong",
        3,
        "the words of a diagnostic; the day after the last there is has not begun; made on the day of the run, where nothing is said",
    ),
    ("waiver/directive.rs", "value", 1, "a value without a blank behind it ends with the comment"),
    ("waiver/file.rs", "read", 2, "the words of a diagnostic; a waiver without an identity names none"),
    ("waiver/inline.rs", "from_directive", 1, "a comment above nothing covers its own bytes alone"),
    ("waiver/inline.rs", "peers", 1, "a comment above nothing covers its own bytes alone"),
    ("waiver/peer.rs", "ids", 1, "an empty id is left out on the same line"),
    ("waiver/peer.rs", "read", 1, "an ignore without a reason has none"),
    ("waiver/peer.rs", "trivy", 2, "an ignore without an end has none"),
    ("waiver/reach.rs", "line_end", 1, "a line that touches no part ends with itself"),
];

/// Where verdicts are made, nothing takes a default's place silently. What may is listed function by function with its reason.
#[test]
fn no_default_stands_in_for_a_verdict() {
    let named = Regex::new(r"\bfn (\w+)").unwrap();
    let mut used: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    let places = [
        "check/",
        "control/",
        "evaluate/",
        "evidence/",
        "policy/engine.rs",
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
    used.retain(|_, lines| !lines.is_empty());
    let mut wrong = Vec::new();
    for ((file, function), lines) in &used {
        let allowed = ALLOWED.iter().find(|(path, name, ..)| path == file && name == function);
        if allowed.is_none_or(|(_, _, times, _)| *times != lines.len()) {
            wrong.push(format!("{file}, {function}: {} times\n    {}", lines.len(), lines.join("\n    ")));
        }
    }
    for (file, function, ..) in ALLOWED {
        if !used.contains_key(&(file.to_owned(), function.to_owned())) {
            wrong.push(format!("{file}, {function}: nothing any more, take it from the list"));
        }
    }
    assert!(
        wrong.is_empty(),
        "a default may stand in for a verdict, or an error may be lost; make it an error outcome or an `internal:` panic, or list it in ALLOWED with its reason:\n{}",
        wrong.join("\n")
    );
}
