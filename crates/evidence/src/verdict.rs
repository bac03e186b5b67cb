//! What a run comes to in one word, and why: in the words of an in-toto test result.

use std::collections::BTreeSet;

use serde_json::{Value, json};

/// Rules by how their rows came out, each in one list.
pub(super) struct Tests<'a> {
    /// One row at least is broken.
    pub(super) failed: BTreeSet<&'a str>,
    /// None is broken, but one is waived, to be reviewed or in error.
    pub(super) warned: BTreeSet<&'a str>,
    /// Kept somewhere, and nowhere anything else.
    pub(super) passed: BTreeSet<&'a str>,
}

impl<'a> Tests<'a> {
    /// From `results.json`.
    pub(super) fn of(results: &'a Value) -> Self {
        let with = |kinds: &[&str]| -> BTreeSet<&'a str> {
            let rows = results["rows"].as_array().into_iter().flatten();
            let fitting = rows.filter(|row| row["outcome"].as_str().is_some_and(|kind| kinds.contains(&kind)));
            fitting.filter_map(|row| row["rule"].as_str()).collect()
        };
        let failed = with(&["fail"]);
        let warned: BTreeSet<&str> = with(&["review", "waived", "error"]).difference(&failed).copied().collect();
        let passed = with(&["pass"]).into_iter().filter(|rule| !failed.contains(rule) && !warned.contains(rule));
        Self { passed: passed.collect(), failed, warned }
    }
}

/// PASSED says that something was judged, by every rule that runs by default, over everything that was found, and that nothing was broken, waived, in
/// doubt or in error. FAILED: a rule is broken, whether the run reports it or only controls rest on it. WARNED is what lies between. With the reasons, from a manifest and `results.json`.
pub(super) fn verdict(manifest: &Value, results: &Value) -> Value {
    let Tests { failed, warned, passed } = Tests::of(results);
    let is_empty = failed.is_empty() && warned.is_empty() && passed.is_empty();
    let rules = manifest["policy"]["rules"].as_array().into_iter().flatten();
    let reported: BTreeSet<&str> =
        rules.filter(|rule| rule["reported"] != false).filter_map(|rule| rule["id"].as_str()).collect();
    // Broken rules that the run does not report, because only controls rest on them, are told apart: evidence is about controls, which they fail.
    let (failed, aside): (BTreeSet<&str>, BTreeSet<&str>) = failed.iter().partition(|rule| reported.contains(*rule));
    let number = |value: &Value| value.as_array().map_or(0, Vec::len);
    let (terms, population) = (&manifest["terms"], &manifest["population"]);
    let (not_judged, not_run) = (number(&population["failed"]), number(&terms["not_run"]));
    let facts = [
        (!failed.is_empty(), format!("{} rules are broken", failed.len())),
        (!aside.is_empty(), format!("{} rules that only controls rest on are broken", aside.len())),
        (!warned.is_empty(), format!("{} rules are waived, to be reviewed or could not be judged", warned.len())),
        // What is not applicable anywhere says nothing of anybody.
        (number(&population["subjects"]) == 0 || is_empty, "nothing was judged".to_owned()),
        (not_judged > 0, format!("{not_judged} files could not be judged")),
        (not_run > 0, format!("{not_run} rules that run by default did not run")),
        (
            number(&terms["narrowed"]) + number(&terms["turned_off"]) > 0,
            "something was turned off or left out, as terms says".to_owned(),
        ),
    ];
    let reasons: Vec<String> = facts.into_iter().filter(|(holds, _)| *holds).map(|(_, reason)| reason).collect();
    let word = match (failed.is_empty() && aside.is_empty(), reasons.is_empty()) {
        (false, _) => "FAILED",
        (true, false) => "WARNED",
        (true, true) => "PASSED",
    };
    json!({"word": word, "reasons": reasons})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Value {
        json!({
            "policy": {"rules": [{"id": "a", "reported": true}, {"id": "b", "reported": false}]},
            "population": {"failed": [], "subjects": [{"subject": "x", "kind": "k"}]},
            "terms": {"narrowed": [], "not_run": []},
        })
    }

    fn rows(outcomes: &[(&str, &str)]) -> Value {
        json!({"rows": outcomes.iter().map(|(rule, outcome)| json!({"rule": rule, "outcome": outcome})).collect::<Vec<_>>()})
    }

    #[test]
    fn only_what_was_judged_whole_and_kept_has_passed() {
        let table: [(&[(&str, &str)], &str); 8] = [
            (&[("a", "not_applicable")], "WARNED"),
            (&[("a", "pass"), ("b", "not_applicable")], "PASSED"),
            (&[("a", "pass"), ("a", "fail")], "FAILED"),
            (&[("a", "fail"), ("b", "error")], "FAILED"),
            (&[("a", "pass"), ("b", "fail")], "FAILED"),
            (&[("a", "waived")], "WARNED"),
            (&[("a", "review")], "WARNED"),
            (&[("a", "error")], "WARNED"),
        ];
        for (outcomes, word) in table {
            let said = verdict(&manifest(), &rows(outcomes));
            assert_eq!(said["word"], word, "{outcomes:?}");
            assert_eq!(said["reasons"] == json!([]), word == "PASSED", "{said}");
        }
        for (pointer, value) in [
            ("/terms/narrowed", json!(["files `x`"])),
            ("/terms/not_run", json!([{"rule": "c", "why": "--skip"}])),
            ("/population/failed", json!([{"path": "x", "error": "y"}])),
            ("/population/subjects", json!([])),
        ] {
            let mut narrowed = manifest();
            *narrowed.pointer_mut(pointer).expect("it is there") = value;
            assert_eq!(verdict(&narrowed, &rows(&[("a", "pass")]))["word"], "WARNED", "{pointer}");
        }
    }
}
