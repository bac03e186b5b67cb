//! The definition, case by case.

use super::*;
use crate::finding::{About, Compared, Place};
use plimsoll_model::Address;
use plimsoll_policy::{Mapping, Strength};

fn outcome(rule: &str, kind: OutcomeKind) -> Outcome {
    Outcome {
        rule: RuleId::new(rule),
        about: Arc::new(About { project: "shop".into(), environment: None, subject: Address::root(), span: None }),
        kind,
        findings: Vec::new(),
        unjudged: false,
        off: None,
    }
}

fn control(rules: &[(&str, Strength)], manual: Option<&str>) -> Control {
    let mapping = |(rule, strength): &(&str, Strength)| Mapping { rule: RuleId::new(*rule), strength: *strength };
    Control {
        id: "1".into(),
        title: "One".into(),
        baseline: None,
        manual: manual.map(str::to_owned),
        rules: rules.iter().map(mapping).collect(),
    }
}

fn framework(controls: Vec<Control>) -> Framework {
    Framework {
        id: "f".into(),
        title: "F".into(),
        version: "1".into(),
        source: String::new(),
        licence: String::new(),
        notes: None,
        controls,
    }
}

fn summary(control: Control, ran: &[&str], outcomes: &[(&str, OutcomeKind)], not_run: &[NotRun]) -> ControlSummary {
    let framework = framework(vec![control]);
    let ran: Vec<Arc<Rule>> = ran.iter().map(|id| rule(id)).collect();
    let outcomes: Vec<Outcome> = outcomes.iter().map(|(rule, kind)| outcome(rule, *kind)).collect();
    frameworks(&[framework], ran.iter(), outcomes.iter(), &[], not_run).remove(0).controls.remove(0)
}

/// A rule that knows its control, but for `other`.
fn rule(id: &str) -> Arc<Rule> {
    let controls = if id == "other" { BTreeMap::new() } else { [("f".to_owned(), vec!["1".to_owned()])].into() };
    Arc::new(Rule { id: RuleId::new(id), controls, ..Rule::named(id) })
}

#[test]
fn what_was_not_judged_is_never_met() {
    use OutcomeKind::{Error, Fail, NotApplicable, Pass, Review, Waived};
    let table: [(&[OutcomeKind], ControlStatus, &[Reason]); 11] = [
        (&[], ControlStatus::NotApplicable, &[Reason::NoSubject]),
        (&[NotApplicable], ControlStatus::NotApplicable, &[Reason::NoSubject]),
        (&[Pass], ControlStatus::Met, &[]),
        (&[Pass, NotApplicable], ControlStatus::Met, &[]),
        (&[Pass, Waived], ControlStatus::Excepted, &[]),
        (&[Waived, Fail], ControlStatus::NotMet, &[]),
        (&[Pass, Error], ControlStatus::NotAssessed, &[Reason::Error]),
        (&[Pass, Review], ControlStatus::NotAssessed, &[Reason::Review]),
        (&[Fail, Error], ControlStatus::NotMet, &[]),
        (&[Waived, Error], ControlStatus::NotAssessed, &[Reason::Error]),
        (&[Review, Error], ControlStatus::NotAssessed, &[Reason::Error, Reason::Review]),
    ];
    for (kinds, status, reasons) in table {
        let outcomes: Vec<_> = kinds.iter().map(|kind| ("a", *kind)).collect();
        let found = summary(control(&[("a", Strength::Partial)], None), &["a"], &outcomes, &[]);
        assert_eq!((found.status, found.reasons.as_slice()), (status, reasons), "{kinds:?}");
        // Text for people does not change what rules decide.
        let found = summary(control(&[("a", Strength::Full)], Some("look")), &["a"], &outcomes, &[]);
        assert_eq!(found.status, status, "{kinds:?}");
    }
}

#[test]
fn a_rule_that_did_not_run_leaves_its_control_open_unless_another_fails() {
    let both = || control(&[("a", Strength::Full), ("b", Strength::Partial)], None);
    let skipped = [NotRun { rule: RuleId::new("b"), reason: "--skip".into() }];
    let found = summary(both(), &["a"], &[("a", OutcomeKind::Pass)], &skipped);
    assert_eq!((found.status, found.rules_not_run.as_slice()), (ControlStatus::NotAssessed, skipped.as_slice()));
    assert_eq!(found.explanation(), "1 rule did not run (--skip)");
    let found = summary(both(), &["a"], &[("a", OutcomeKind::Fail)], &skipped);
    assert_eq!((found.status, found.rules_not_run.len()), (ControlStatus::NotMet, 1));
    // Even where nobody says why.
    let found = summary(both(), &[], &[], &[]);
    assert_eq!((found.status, found.rules_not_run.len()), (ControlStatus::NotAssessed, 2));
}

#[test]
fn a_rule_that_took_the_place_of_another_decides_nothing_of_its_controls() {
    let outcomes = [("a", OutcomeKind::Pass), ("other", OutcomeKind::Fail)];
    let two = || control(&[("a", Strength::Full), ("other", Strength::Full)], None);
    let found = summary(two(), &["a", "other"], &outcomes, &[]);
    assert_eq!((found.status, found.rules.len()), (ControlStatus::NotAssessed, 1));
    assert_eq!(found.rules_not_run[0].rule.as_str(), "plimsoll:other");
    let told = [NotRun { rule: ours(&RuleId::new("other")), reason: "replaced by `x`".into() }];
    let found = summary(two(), &["a", "other"], &outcomes, &told);
    assert_eq!(found.rules_not_run, told);
    // One that ran somewhere only leaves open what it does not break.
    let partly = [NotRun { rule: RuleId::new("a"), reason: "turned off in api/plimsoll.yaml".into() }];
    for (kind, status) in [(OutcomeKind::Pass, ControlStatus::NotAssessed), (OutcomeKind::Fail, ControlStatus::NotMet)]
    {
        let found = summary(control(&[("a", Strength::Full)], None), &["a"], &[("a", kind)], &partly);
        assert_eq!((found.status, found.rules.len(), found.rules_not_run.len()), (status, 1, 1));
    }
}

#[test]
fn what_supports_never_decides() {
    for kind in OutcomeKind::ALL {
        let found = summary(control(&[("a", Strength::Supporting)], None), &["a"], &[("a", kind)], &[]);
        assert_eq!((found.status, found.reasons), (ControlStatus::NotAssessed, vec![Reason::NoRule]), "{kind:?}");
        let found = summary(control(&[("a", Strength::Supporting)], Some("look")), &["a"], &[("a", kind)], &[]);
        assert_eq!(found.status, ControlStatus::Manual, "{kind:?}");
        assert_eq!(found.supporting, [RuleId::new("a")]);
        let two = [("a", Strength::Supporting), ("b", Strength::Partial)];
        let found = summary(control(&two, None), &["a", "b"], &[("a", kind), ("b", OutcomeKind::Pass)], &[]);
        assert_eq!((found.status, found.outcomes.values().sum::<usize>()), (ControlStatus::Met, 1), "{kind:?}");
    }
    // Nor does one that did not run leave anything open.
    let two = [("a", Strength::Supporting), ("b", Strength::Partial)];
    let found = summary(control(&two, None), &["b"], &[("b", OutcomeKind::Pass)], &[]);
    assert_eq!((found.status, found.rules_not_run.len()), (ControlStatus::Met, 0));
}

#[test]
fn every_status_has_one_row_of_words() {
    for (status, words) in ControlStatus::ALL.into_iter().zip(WORDS) {
        assert_eq!(words.status, status);
        assert_eq!(status.words(), &words);
    }
    assert_eq!(ControlStatus::of_bundle("not_assessed"), Some(ControlStatus::NotAssessed));
    assert_eq!(ControlStatus::of_bundle("fine"), None);
}

#[test]
fn narrowing_is_told_by_reason() {
    let not_run = |rule: &str, reason: &str| NotRun { rule: RuleId::new(rule), reason: reason.into() };
    let controls = Controls {
        not_run: vec![not_run("a", "--skip"), not_run("b", "turned off in plimsoll.yaml"), not_run("c", "--skip")],
        ..Controls::default()
    };
    let told = "narrowed: 2 rules did not run (--skip), 1 rule did not run (turned off in plimsoll.yaml)";
    assert_eq!(controls.narrowing(None).as_deref(), Some(told));
    assert_eq!(Controls::default().narrowing(None), None);
    let told = "narrowed: only `api` was asked for";
    assert_eq!(Controls::default().narrowing(Some("`api`")).as_deref(), Some(told));
}

#[test]
fn an_environment_has_what_is_judged_in_it_and_what_is_judged_of_all() {
    let place = |name: &str| -> Place { (name.into(), None) };
    let in_one = |project: &str, rule: &str, kind| {
        let about = About { project: project.into(), environment: None, subject: Address::root(), span: None };
        Outcome { about: Arc::new(about), ..outcome(rule, kind) }
    };
    let outcomes = [
        in_one("dev.yaml", "a", OutcomeKind::Fail),
        in_one("prod.yaml", "a", OutcomeKind::Pass),
        in_one("qa.yaml", "a", OutcomeKind::Pass),
        in_one("environments of .", "b", OutcomeKind::Review),
        in_one("elsewhere.yaml", "a", OutcomeKind::Fail),
    ];
    let compared = Compared {
        environments: ["dev", "prod", "qa"].map(|name| (name.to_owned(), plimsoll_model::Role::Unknown)).into(),
        broken: vec!["qa".to_owned()],
        projects: ["dev.yaml", "prod.yaml", "qa.yaml"].map(place).into(),
        together: place("environments of ."),
        ..Compared::default()
    };
    let of = |id: &str, rules: &[&str]| {
        let rules: Vec<(&str, Strength)> = rules.iter().map(|rule| (*rule, Strength::Partial)).collect();
        Control { id: id.into(), ..control(&rules, None) }
    };
    let framework = framework(vec![of("1", &["a"]), of("2", &["a", "b"]), of("3", &[])]);
    let knows = |id: &str| {
        let controls = [("f".to_owned(), vec!["1".to_owned(), "2".to_owned()])].into();
        Arc::new(Rule { controls, ..Rule::named(id) })
    };
    let (a, b) = (knows("a"), knows("b"));
    let counted = places(&[]);
    let told = beside(&compared, &[framework], &[&a, &b], &ByPlace::new(outcomes.iter(), &counted), &[]);
    let rows: Vec<(&str, &[ControlStatus])> =
        told.frameworks[0].controls.iter().map(|row| (row.id.as_str(), row.states.as_slice())).collect();
    use ControlStatus::{Met, NotAssessed, NotMet};
    // What could not be read wholly is never met, and what rules say of all of them counts for each.
    assert_eq!(rows, [("1", &[NotMet, Met, NotAssessed][..]), ("2", &[NotMet, NotAssessed, NotAssessed][..])]);
}
