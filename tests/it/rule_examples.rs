//! The examples of rules, through the whole line: `good/` is silent, `bad/` is marked on exactly the lines that `# expect:` announces.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use plimsoll_check::{self as check, Run, Settlement};
use plimsoll_judge::config::Layers;
use plimsoll_judge::finding::Verdict;
use plimsoll_loader::discover::{self, Selection};
use plimsoll_loader::disk::DiskFiles;
use plimsoll_policy::{Bundle, PolicySet, Rule};
use plimsoll_report::{Report, Repository};
use plimsoll_source::problem::Severity;
use plimsoll_source::{Shown, Sources};

/// Judges a directory by some rules.
pub(crate) fn judge(directory: &Path, policies: &PolicySet, rules: Vec<Arc<Rule>>) -> Shown<Report> {
    judge_for(directory, policies, &rules, false)
}

/// The same, in a run that may be about controls.
pub(crate) fn judge_for(directory: &Path, policies: &PolicySet, rules: &[Arc<Rule>], controls: bool) -> Shown<Report> {
    let files = DiskFiles::new(directory).expect("the directory is there");
    let found = discover::candidates(&files, &[".".to_owned()], &Selection::default());
    let run = Run {
        found: &found,
        scope: &crate::shared::scope(),
        files: &files,
        sources: Arc::new(Sources::default()),
        policies,
        shows_controls: controls,
        is_about_controls: controls,
        repository: Repository::default(),
    };
    // Every rule is known; only these run.
    let mut layers = Layers::of_rules(rules);
    let settlement = Settlement { as_of: "2026-11-20".to_owned(), ..Settlement::default() };
    check::report(run, &mut layers, settlement, Vec::new()).expect("the built-in policies compile")
}

/// `(path, line)` of every line that a comment `# expect: RULE` stands above; comments and empty lines in between are passed over, but not
/// after `# expect next: RULE`.
fn announced(directory: &Path, rule: &str) -> BTreeSet<(String, usize)> {
    let mut expected = BTreeSet::new();
    for path in files_below(directory) {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let shown = path.strip_prefix(directory).expect("below").to_string_lossy().replace('\\', "/");
        let lines: Vec<&str> = text.lines().collect();
        for (i, line) in lines.iter().enumerate() {
            let Some((next, ids)) = line.trim().strip_prefix("# expect").and_then(|rest| rest.split_once(':')) else {
                continue;
            };
            if !ids.split([',', ' ']).any(|id| id.trim() == rule) {
                continue;
            }
            let bare = |l: &&str| l.trim().is_empty() || l.trim().starts_with('#');
            let passed = lines[i + 1..].iter().take_while(|l| next.trim() != "next" && bare(l));
            let offset = passed.count();
            expected.insert((shown.clone(), i + offset + 2));
        }
    }
    expected
}

fn files_below(directory: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { all.extend(files_below(&path)) } else { all.push(path) }
    }
    all
}

/// What is wrong with the examples of one rule.
fn complaints(folder: &Path, policies: &PolicySet, rule: &Arc<Rule>) -> Vec<String> {
    let mut wrong = Vec::new();
    for (example, silent) in [("good", true), ("bad", false)] {
        let directory = folder.join(example);
        if !directory.is_dir() {
            wrong.push(format!("{}: there is no {example}/", rule.id));
            continue;
        }
        let report = judge(&directory, policies, vec![Arc::clone(rule)]);
        let place = |span| report.sources.location(span);
        let found: BTreeSet<(String, usize)> =
            report.findings.iter().map(|f| place(f.primary.span)).map(|l| (l.path, l.start.line as usize)).collect();
        let expected = announced(&directory, rule.id.as_str());
        if silent && !found.is_empty() {
            wrong.push(format!("{}: good/ is marked at {found:?}", rule.id));
        }
        if !silent && expected.is_empty() {
            wrong.push(format!("{}: bad/ has no `# expect: {}`", rule.id, rule.id));
        }
        if !silent && found != expected {
            wrong.push(format!("{}: bad/ is marked at {found:?}, announced are {expected:?}", rule.id));
        }
        for problem in
            report.problems.iter().filter(|p| p.code.starts_with("policy-") || p.code == "finding-without-place")
        {
            wrong.push(format!("{}: {example}/: {}", rule.id, problem.message));
        }
    }
    wrong
}

#[test]
fn good_is_silent_and_bad_is_marked_where_announced() {
    let policies = PolicySet::load(Bundle::shipped(&plimsoll_rules::SHIPPED)).expect("the built-in policies load");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let wrong: Vec<String> = policies
        .rules()
        .iter()
        .flat_map(|rule| {
            let folder = root.join(rule.id.as_str().replace('-', "_"));
            complaints(&folder, &policies, rule)
        })
        .collect();
    assert!(wrong.is_empty(), "{} complaints:\n{}", wrong.len(), wrong.join("\n"));
}

/// Whoever does what a rule says wants to be done with it: the good example is the bad one mended, and has no new finding of the same set.
#[test]
fn who_follows_a_remediation_breaks_no_other_recommended_rule() {
    let policies = PolicySet::load(Bundle::shipped(&plimsoll_rules::SHIPPED)).expect("the built-in policies load");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let set: Vec<Arc<Rule>> = policies.rules().iter().filter(|rule| rule.default).cloned().collect();
    let broken = |directory: &Path, must_load: bool| -> BTreeSet<String> {
        let report = judge_for(directory, &policies, &set, false);
        let loads = report.problems.iter().all(|problem| problem.severity != Severity::Error);
        assert!(loads || !must_load, "{directory:?} does not load");
        let parts = report.findings.iter().flat_map(|finding| finding.parts());
        parts.filter(|part| part.verdict == Verdict::Fail).map(|part| part.rule.to_string()).collect()
    };
    let mut wrong = Vec::new();
    for rule in &set {
        let folder = root.join(rule.id.as_str().replace('-', "_"));
        let (bad, good) = (broken(&folder.join("bad"), false), broken(&folder.join("good"), true));
        let new: Vec<&String> = good.difference(&bad).chain(good.get(rule.id.as_str())).collect();
        if !new.is_empty() {
            wrong.push(format!("{}: good/ breaks {new:?}", rule.id));
        }
    }
    assert!(set.len() > 150 && wrong.is_empty(), "{} of {}:\n{}", wrong.len(), set.len(), wrong.join("\n"));
}
