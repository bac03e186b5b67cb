//! A bug in one project costs that project alone, and a default never stands in for a verdict.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use plimsoll::check::{self, Run, Scope, Settlement};
use plimsoll::config::Layers;
use plimsoll::discover::{self, Found};
use plimsoll::files::{Entry, EntryKind, Files, MemoryFiles, ReadError};
use plimsoll::policy::{Bundle, PolicySet};
use plimsoll::report::Repository;
use plimsoll::source::{FileId, Sources};

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
    let policies = PolicySet::load(Bundle::builtin()).unwrap();
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
        scope: &Scope::default(),
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

/// Where, part of the line, and why it is no verdict.
const ALLOWED: [(&str, &str, &str); 24] = [
    (
        "policy/engine.rs",
        "input.map(data_as_json)",
        "without an input there is nothing that a rule could be asked about",
    ),
    ("evaluate/identity.rs", "project.environment", "no environment is one of its own in a fingerprint"),
    ("evaluate/identity.rs", "field(\"name\")", "a piece of a fingerprint"),
    ("evaluate/identity.rs", ".unwrap_or_default()", "a piece of a fingerprint"),
    ("evaluate/mod.rs", "by_subject.remove", "a subject without findings has none: the rule has answered"),
    ("evaluate/mod.rs", "rule {rule}: ", "the words of a diagnostic"),
    ("policy/engine.rs", "rule.id.as_str().split", "the name of a group"),
    (
        "policy/engine.rs",
        ".unwrap_or(Value::Undefined)",
        "where one rule fails all are asked one by one, which tells the one",
    ),
    ("policy/engine.rs", "place(rule)", "a rule without a folder is asked by itself"),
    ("policy/finding.rs", "deny` holds no finding", "the words of a diagnostic"),
    ("waiver/file.rs", "is no glob pattern", "the words of a diagnostic"),
    ("waiver/peer.rs", "split_whitespace", "an empty id is left out on the same line"),
    ("waiver/check.rs", "text.as_deref()", "the words of a diagnostic"),
    ("waiver/apply.rs", "waiver.expires", "the words of a diagnostic"),
    ("evidence/", ".as_str()", "what a document lacks is empty, and then not what it is compared with"),
    ("evidence/", ".as_array().map(Vec::as_slice)", "the same of lists"),
    ("evidence/", ".get(..10)", "a time that is none has no day, and differs from every day"),
    ("evidence/", "by_rule.get(rule)", "a rule without rows is told by its control"),
    ("evidence/", "format!(\"@{name}\")", "a label"),
    ("evidence/", "links.get(rule)", "a rule that nothing links is compared with no link"),
    ("evidence/", "from_slice(bytes).ok()", "a document that cannot be read has nothing, and fails every comparison"),
    ("evidence/", "read.next()", "a line that is not there is empty, and then wrong"),
    ("evidence/", "BASE64.decode", "a signature that is none verifies nothing"),
    ("evidence/", "rsplit('.')", "the ending of a name"),
];

/// Where verdicts are made, nothing takes a default's place silently. What may is listed with its reason.
#[test]
fn no_default_stands_in_for_a_verdict() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut used: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for place in
        ["check", "control", "evaluate", "evidence", "policy/engine.rs", "policy/finding.rs", "sight.rs", "waiver"]
    {
        let path = root.join(place);
        let files = if path.is_dir() {
            shared::files(&path, &|name| name.ends_with(".rs") && name != "tests.rs")
        } else {
            vec![path]
        };
        for file in files.into_iter().filter(|file| file.is_file()) {
            let text = fs::read_to_string(&file).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            let shown = file.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
            let swallows = ["unwrap_or_default()", "unwrap_or(Value::", "unwrap_or(serde_json::Value::"];
            let lines = code.lines().filter(|line| swallows.iter().any(|word| line.contains(word)));
            used.entry(shown).or_default().extend(lines.map(|line| line.trim().to_owned()));
        }
    }
    used.retain(|_, lines| !lines.is_empty());
    let mut wrong = Vec::new();
    for (file, lines) in &used {
        for line in lines {
            if !ALLOWED.iter().any(|(allowed, part, _)| file.starts_with(allowed) && line.contains(part)) {
                wrong.push(format!("{file}: {line}"));
            }
        }
    }
    let stale = ALLOWED.iter().filter(|(file, part, _)| {
        // Rows for a whole folder may wait for their lines.
        if file.ends_with('/') {
            return false;
        }
        let mut lines = used.iter().filter(|(name, _)| name.starts_with(file)).flat_map(|(_, lines)| lines);
        !lines.any(|line| line.contains(part))
    });
    wrong.extend(stale.map(|(file, part, _)| format!("{file} has no `{part}` any more: take it from the list")));
    assert!(
        wrong.is_empty(),
        "a default may stand in for a verdict here; make it an error outcome or an `internal:` panic, or list it in ALLOWED with its reason:\n{}",
        wrong.join("\n")
    );
}
