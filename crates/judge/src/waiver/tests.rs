use std::collections::BTreeSet;
use std::sync::Arc;

use super::*;
use crate::finding::{About, Finding, Mark, Outcome, OutcomeKind, Verdict};
use crate::sight::Sight;
use plimsoll_model::Address;
use plimsoll_policy::{Rule, RuleId, Severity};
use plimsoll_source::problem::{self, Problem};
use plimsoll_source::{FileId, Language, Sources, Span};

const COMPOSE: &str = "services:\n  web:\n    privileged: true\n";
const AS_OF: &str = "2026-11-20";

/// A file with one finding of `compose/privileged` on `true` and one of `compose/no-user` on the key `web`.
struct Case {
    sources: Sources,
    compose: FileId,
    waivers: Vec<FileId>,
    policy: WaiverPolicy,
}

impl Case {
    fn new(compose: &str, waivers: Option<&str>) -> Self {
        let sources = Sources::default();
        let id = sources.add("deploy/compose.yaml", compose);
        sources.read_as(id, Language::Yaml);
        let waivers = waivers.map(|text| sources.add("plimsoll-waivers.yaml", text)).into_iter().collect();
        Self { sources, compose: id, waivers, policy: WaiverPolicy::default() }
    }

    fn finding(&self, rule: &str, needle: &str, at: &str) -> Finding {
        let text = self.sources.get(self.compose).text.clone();
        let start = text.find(needle).expect("the text has it");
        Finding {
            rule: RuleId::new(rule),
            severity: Severity::High,
            verdict: Verdict::Fail,
            message: "m".into(),
            help: "".into(),
            project: "p".into(),
            home: Arc::default(),
            environment: None,
            at: Address::parse(at).expect("an address"),
            subject: Address::parse("/services/web").expect("an address"),
            primary: Mark {
                span: Span::new(self.compose, start, start + needle.len()),
                label: String::new(),
                via: None,
            },
            related: Vec::new(),
            secrets: Vec::new(),
            cause: String::new(),
            fingerprint: format!("0123abcd{}", rule.len()),
            content_fingerprint: String::new(),
            lead: "".into(),
            others: Vec::new(),
            absorbed: Vec::new(),
            waiver: None,
            new: None,
        }
    }

    /// The rules waived, and what is told: `line: severity code message`.
    fn run(&self) -> (Vec<String>, Vec<String>, Vec<WaiverState>) {
        let mut findings = vec![
            self.finding("compose/privileged", "true", "/services/web/privileged"),
            self.finding("compose/no-user", "web", "/services/web/user"),
        ];
        let rules = rules();
        let waiving = Waiving {
            sources: &self.sources,
            files: &[self.compose],
            waiver_files: &self
                .waivers
                .iter()
                .map(|file| WaiversAt { file: *file, below: ".".into() })
                .collect::<Vec<_>>(),
            allowed: &[],
            rules: &rules,
            policy: &self.policy,
            as_of: AS_OF,
            sight: &Sight::default(),
            there: &BTreeSet::new(),
        };
        let (states, problems) = apply(&mut findings, &waiving);
        let waived = findings.iter().filter(|f| f.waiver.is_some()).map(|f| f.rule.to_string()).collect();
        (waived, problems.iter().map(|problem| self.told(problem)).collect(), states)
    }

    fn told(&self, problem: &Problem) -> String {
        let line = problem.location(&self.sources).map_or(0, |location| location.start.line);
        let severity = if problem.severity == problem::Severity::Error { "error" } else { "warning" };
        format!("{line}: {severity} {}: {}", problem.code, problem.message)
    }
}

fn rules() -> Vec<Arc<Rule>> {
    let mut privileged = rule("compose/privileged");
    privileged.aliases = vec!["trivy:DS-0002".into(), "kics:ae5b".into(), "hadolint:DL3002".into()];
    vec![Arc::new(rule("compose/no-user")), Arc::new(privileged)]
}

fn rule(id: &str) -> Rule {
    Rule { id: RuleId::new(id), ..crate::config::tests::blank_rule() }
}

fn file(entry: &str) -> String {
    format!("version: 1\nwaivers:\n  - {}\n", entry.trim().replace('\n', "\n    "))
}

const ENTRY: &str = r#"
id: W-1
rules: [compose/privileged]
match: {path: "deploy/*.yaml", subject: services.web}
reason: needs the bus
owner: a@x
approver: b@x
created: 2026-11-01
expires: 2027-02-01
"#;

#[test]
fn a_comment_waives_its_line_its_block_or_the_file() {
    let table: [(&str, &[&str]); 9] = [
        (
            "services:\n  web:\n    privileged: true # plimsoll: ignore[compose/privileged] reason=x\n",
            &["compose/privileged"],
        ),
        (
            "services:\n  web:\n    # plimsoll: ignore[compose/privileged] reason=x until=2026-11-20\n    privileged: true\n",
            &["compose/privileged"],
        ),
        // A missing key is marked at the service's name.
        (
            "services:\n  web: # plimsoll: ignore[compose/no-user] reason=x\n    privileged: true\n",
            &["compose/no-user"],
        ),
        (
            "services:\n  # plimsoll: ignore[compose/no-user] reason=x\n  web:\n    privileged: true\n",
            &["compose/no-user"],
        ),
        (
            "services:\n  web: # plimsoll: ignore-block[compose/no-user, compose/privileged] reason=x\n    privileged: true\n",
            &["compose/privileged", "compose/no-user"],
        ),
        (
            "# plimsoll: ignore-file[compose/privileged] reason=x\nservices:\n  web:\n    privileged: true\n",
            &["compose/privileged"],
        ),
        ("services:\n  web:\n    privileged: true # plimsoll: ignore[trivy:DS002] reason=x\n", &["compose/privileged"]),
        (
            "services:\r\n  web:\r\n    privileged: true # plimsoll: ignore[compose/privileged] reason=x\r\n",
            &["compose/privileged"],
        ),
        ("services:\n  web:\n    privileged: true # hadolint ignore=DL3002\n", &[]),
    ];
    for (text, expected) in table {
        let (waived, told, _) = Case::new(text, None).run();
        assert_eq!(waived, expected, "{text}");
        assert_eq!(told, Vec::<String>::new(), "{text}");
    }
}

#[test]
fn every_wrong_comment_waives_nothing_and_is_told_at_its_line() {
    let table = [
        (
            "ignore[compose/privilegd] reason=x",
            "3: error waiver-invalid: this waiver is for `compose/privilegd`, which is no rule",
        ),
        ("ignore[compose/*] reason=x", "3: error waiver-invalid: this waiver is for `compose/*`, which is no rule"),
        ("ignore[compose/privileged]", "3: error waiver-invalid: the waiver gives no reason, so it waives nothing"),
        ("ignore reason=x", "3: error waiver-invalid: the waiver names no rules, so it waives nothing"),
        (
            "ignored[compose/privileged] reason=x",
            "3: error waiver-invalid: plimsoll does not know `ignored` in a comment, so it waives nothing",
        ),
        (
            "ignore[compose/privileged] reason=x until=2026-11-19",
            "3: warning waiver-expired: this waiver ended on 2026-11-19 (today counts as 2026-11-20): it waives nothing",
        ),
        (
            "ignore[compose/privileged] reason=x until=2027-02-30",
            "3: error waiver-invalid: this waiver ends on `2027-02-30`, which is no day",
        ),
        (
            "ignore[compose/privileged] reason=x until=soon",
            "3: error waiver-invalid: this waiver ends on `soon`, which is no day",
        ),
        (
            "ignore[compose/privileged] reason=x until=20270131",
            "3: error waiver-invalid: this waiver ends on `20270131`, which is no day",
        ),
        ("ignore[compose/no-user] reason=x", "3: warning waiver-unused: this waiver covers nothing"),
        (
            "ignore[compose/privileged] reason=\"x",
            "3: error waiver-invalid: a quoted text does not end, so it waives nothing",
        ),
        (
            "ignore[compose/privileged] reason=x created=2026-11-22",
            "3: error waiver-invalid: this waiver was created on a day after 2026-11-20, which the run counts as",
        ),
        (
            "ignore[compose/privileged] because",
            "3: error waiver-invalid: `because` is not `key=value`, so it waives nothing",
        ),
    ];
    for (comment, expected) in table {
        let text = format!("services:\n  web:\n    privileged: true # plimsoll: {comment}\n");
        let (waived, told, states) = Case::new(&text, None).run();
        assert_eq!(waived, Vec::<String>::new(), "{comment}");
        assert_eq!(told, [expected], "{comment}");
        assert_eq!(states.len(), 1);
        assert!(states[0].covers.is_empty());
    }
}

#[test]
fn what_the_configuration_demands_of_comments_is_checked() {
    let table = [
        ("reason=x until=2026-12-01 approver=b", "this waiver names no owner, which the configuration requires"),
        ("reason=x owner=a until=2026-12-01", "this waiver names no approver, which the configuration requires"),
        ("reason=x owner=a approver=b", "this waiver never ends, which the configuration forbids"),
        ("reason=x owner=a approver=b until=2027-11-20", "this waiver holds for 365 days; the configuration allows 90"),
    ];
    for (fields, expected) in table {
        let text = COMPOSE.replace("true", &format!("true # plimsoll: ignore[compose/privileged] {fields}"));
        let mut case = Case::new(&text, None);
        case.policy.require = vec![Requirement::Owner, Requirement::Approver, Requirement::Until];
        case.policy.max_days = Some(90);
        let (waived, told, _) = case.run();
        assert_eq!(waived, Vec::<String>::new(), "{fields}");
        assert!(told[0].ends_with(expected), "{told:?}");
    }
    // The time counts from the day a comment says it was written.
    let text = COMPOSE
        .replace("true", "true # plimsoll: ignore[compose/privileged] reason=x created=2026-09-01 until=2026-12-01");
    let mut case = Case::new(&text, None);
    case.policy.max_days = Some(90);
    assert_eq!(case.run().1, ["3: error waiver-invalid: this waiver holds for 91 days; the configuration allows 90"]);
    case.policy = WaiverPolicy { require: vec![Requirement::Created], ..WaiverPolicy::default() };
    assert_eq!(case.run().0, ["compose/privileged"]);
    let text = COMPOSE.replace("true", "true # plimsoll: ignore[compose/privileged] reason=x owner=a approver=a");
    let mut case = Case::new(&text, None);
    case.policy.separate_approver = true;
    assert_eq!(case.run().1, ["3: error waiver-invalid: this waiver was approved by its own owner"]);
    let mut case = Case::new(&COMPOSE.replace("true", "true # plimsoll: ignore[compose/privileged] reason=x"), None);
    case.policy.max_severity = Some(Severity::Medium);
    let (waived, told, _) = case.run();
    assert_eq!(waived, Vec::<String>::new());
    assert_eq!(
        told,
        ["3: warning waiver-too-severe: this waiver cannot cover `compose/privileged`, which is high here"]
    );
    case.policy = WaiverPolicy { inline: false, ..WaiverPolicy::default() };
    assert_eq!(case.run().0, Vec::<String>::new());
}

#[test]
fn the_waivers_file_covers_what_it_names() {
    let table: [(&str, &str, bool); 9] = [
        ("", "", true),
        ("subject: services.web", "subject: services.*", true),
        ("subject: services.web", "subject: /services/web/privileged", true),
        ("subject: services.web", "subject: services.db", false),
        ("deploy/*.yaml", "*.yaml", false),
        ("deploy/*.yaml", "**/compose.yaml", true),
        ("subject: services.web", "identity: 0123abcd18", true),
        ("subject: services.web", "identity: 0123abcd19", false),
        ("subject: services.web", "environment: prod", false),
    ];
    for (from, to, covered) in table {
        let (waived, told, states) = Case::new(COMPOSE, Some(&file(&ENTRY.replace(from, to)))).run();
        assert_eq!(waived.len(), usize::from(covered), "{to} {told:?}");
        assert_eq!(told.len(), usize::from(!covered), "{to} {told:?}");
        assert_eq!(states[0].standing, if covered { Standing::Active } else { Standing::Unused });
    }
}

#[test]
fn every_way_a_waivers_file_can_be_wrong_waives_nothing() {
    let table = [
        ("reason: needs the bus\n", "", "3: error waiver-invalid: `waivers[0]` has no `reason`"),
        ("reason: needs the bus", "reason: \" \"", "6: error waiver-invalid: `waivers[0].reason` cannot be ` `"),
        ("owner: a@x\n", "", "3: error waiver-invalid: `waivers[0]` has no `owner`"),
        (
            "expires: 2027-02-01",
            "expires: 2027-13-01",
            "3: error waiver-invalid: waiver `W-1` ends on `2027-13-01`, which is no day",
        ),
        ("expires: 2027-02-01", "expires: soon", "10: error waiver-invalid: `waivers[0].expires` cannot be `soon`"),
        ("expires: 2027-02-01", "", "3: error waiver-invalid: `waivers[0]` has no `expires`"),
        ("expires: 2027-02-01", "expires: 2026-10-01", "3: error waiver-invalid: waiver `W-1` ends before it begins"),
        (
            "expires: 2027-02-01",
            "expires: 2026-11-19",
            "3: warning waiver-expired: waiver `W-1` ended on 2026-11-19 (today counts as 2026-11-20): it waives nothing",
        ),
        (
            "created: 2026-11-01",
            "created: 2026-11-22",
            "3: error waiver-invalid: waiver `W-1` was created on a day after 2026-11-20, which the run counts as",
        ),
        ("owner: a@x", "ownr: a@x", "7: error waiver-invalid: unknown key `ownr` in `waivers[0]`"),
        (
            "[compose/privileged]",
            "[compose/nothing]",
            "3: error waiver-invalid: waiver `W-1` is for `compose/nothing`, which is no rule",
        ),
        ("[compose/privileged]", "[\"*\"]", "4: error waiver-invalid: `waivers[0].rules[0]` cannot be `*`"),
        ("[compose/privileged]", "[]", "4: error waiver-invalid: `waivers[0].rules` is empty"),
        (
            "match: {path: \"deploy/*.yaml\", subject: services.web}",
            "match: {}",
            "5: error waiver-invalid: `waivers[0].match` is empty",
        ),
        (
            "deploy/*.yaml",
            "deploy/[",
            "5: error waiver-invalid: `deploy/[` is no glob pattern: unclosed character class; missing ']'",
        ),
        ("id: W-1", "id: W 1", "3: error waiver-invalid: `waivers[0].id` cannot be `W 1`"),
        ("approver: b@x", "kind: whim", "8: error waiver-invalid: `waivers[0].kind` cannot be `whim`"),
        (
            "created: 2026-11-01",
            "created: [",
            "9: error waiver-invalid: plimsoll-waivers.yaml is not valid YAML: unclosed bracket '['",
        ),
    ];
    for (from, to, expected) in table {
        let text = file(&ENTRY.replace(from, to));
        let (waived, told, _) = Case::new(COMPOSE, Some(&text)).run();
        assert_eq!(waived, Vec::<String>::new(), "{text}");
        assert!(told.iter().any(|told| told.starts_with(expected)), "{told:?}\n{text}");
    }
}

#[test]
fn one_wrong_entry_takes_the_whole_file_down() {
    let second = ENTRY.replace("W-1", "W-2").replace("compose/privileged", "compose/nothing");
    let text = format!("{}  - {}\n", file(ENTRY), second.trim().replace('\n', "\n    "));
    let (waived, told, states) = Case::new(COMPOSE, Some(&text)).run();
    assert_eq!(waived, Vec::<String>::new());
    assert_eq!(told.len(), 1);
    assert!(states.iter().all(|state| state.standing == Standing::Invalid));
    let twice = format!("{}  - {}\n", file(ENTRY), ENTRY.trim().replace('\n', "\n    "));
    assert_eq!(Case::new(COMPOSE, Some(&twice)).run().1, ["11: error waiver-invalid: two waivers have the id `W-1`"]);
}

#[test]
fn peers_comments_hold_only_where_allowed() {
    let table: [(Peer, &str, &[&str]); 4] = [
        (Peer::Hadolint, "# hadolint ignore=DL3002", &["compose/privileged"]),
        (Peer::Kics, "# kics-scan ignore-line", &["compose/privileged"]),
        (Peer::Trivy, "# trivy:ignore:AVD-DS-0002", &["compose/privileged"]),
        (Peer::Trivy, "# trivy:ignore:AVD-DS-0002:exp:2026-01-01", &[]),
    ];
    for (peer, comment, expected) in table {
        let text = COMPOSE.replace("    privileged", &format!("    {comment}\n    privileged"));
        let mut case = Case::new(&text, None);
        assert_eq!(case.run().0, Vec::<String>::new(), "{comment}");
        case.policy.peers = vec![peer];
        let (waived, _, states) = case.run();
        assert_eq!(waived, expected, "{comment}");
        assert_eq!(states[0].waiver.source, WaiverSource::Peer);
    }
}

#[test]
fn what_looks_like_a_comment_between_quotes_is_told() {
    let text =
        "services:\n  web:\n    privileged: true\n    a: \"# plimsoll: ignore-file[compose/privileged] reason=x\"\n";
    let (waived, told, _) = Case::new(text, None).run();
    assert_eq!(waived, Vec::<String>::new());
    let expected =
        "4: warning waiver-invalid: this is no comment but a part of a quoted text, so it waives nothing".to_owned();
    assert_eq!(told, [expected]);
}

#[test]
fn comments_of_other_tools_have_to_be_as_the_configuration_demands() {
    let asked = WaiverPolicy { peers: vec![Peer::Kics, Peer::Trivy], ..WaiverPolicy::default() };
    let demands: [(WaiverPolicy, &str, bool); 6] = [
        (WaiverPolicy { require: vec![Requirement::Owner], ..asked.clone() }, "# kics-scan ignore-line", false),
        (WaiverPolicy { max_days: Some(30), ..asked.clone() }, "# kics-scan ignore-line", false),
        (WaiverPolicy { separate_approver: true, ..asked.clone() }, "# kics-scan ignore-line", false),
        (WaiverPolicy { require: vec![Requirement::Until], ..asked.clone() }, "# trivy:ignore:DS-0002", false),
        (
            WaiverPolicy { require: vec![Requirement::Until], max_days: Some(30), ..asked.clone() },
            "# trivy:ignore:DS-0002:exp:2026-12-01",
            true,
        ),
        (WaiverPolicy { max_days: Some(5), ..asked }, "# trivy:ignore:DS-0002:exp:2026-12-01", false),
    ];
    for (policy, comment, holds) in demands {
        let mut case = Case::new(&COMPOSE.replace("    privileged", &format!("    {comment}\n    privileged")), None);
        case.policy = policy;
        let (waived, told, states) = case.run();
        assert_eq!(waived.len(), usize::from(holds), "{comment}: {told:?}");
        assert_eq!(told.is_empty(), holds, "{comment}: {told:?}");
        assert!(told.iter().all(|told| told.starts_with("3: warning waiver-invalid: this comment for another tool")));
        assert_eq!(states[0].standing, if holds { Standing::Active } else { Standing::Invalid });
    }
}

/// One person is one person however the name is written, and nobody is nobody.
#[test]
fn approvers_are_compared_as_they_are_read() {
    let table = [
        ("owner=ops approver=OPS", "this waiver was approved by its own owner"),
        ("owner=ops approver=\"ops \"", "this waiver was approved by its own owner"),
        ("owner=ops approver=\"o\u{200b}ps\"", "this waiver was approved by its own owner"),
        ("owner=\"a  b\" approver=\"A B\"", "this waiver was approved by its own owner"),
        ("owner=ops approver=\"\u{200b}\"", "this waiver: nothing can be seen of its approver"),
        ("owner=\"\u{2060}\" approver=b", "this waiver: nothing can be seen of its owner"),
    ];
    for (fields, expected) in table {
        let text = COMPOSE.replace("true", &format!("true # plimsoll: ignore[compose/privileged] reason=x {fields}"));
        let mut case = Case::new(&text, None);
        case.policy.separate_approver = true;
        let (waived, told, _) = case.run();
        assert_eq!(waived, Vec::<String>::new(), "{fields}");
        assert!(told.iter().any(|told| told.ends_with(expected)), "{fields}: {told:?}");
    }
    let text = COMPOSE.replace("true", "true # plimsoll: ignore[compose/privileged] reason=\"\u{200b}\"");
    assert_eq!(Case::new(&text, None).run().0, Vec::<String>::new());
    let entry = ENTRY.replace("reason: needs the bus", "reason: \"\u{200b}\"");
    let (waived, told, _) = Case::new(COMPOSE, Some(&file(&entry))).run();
    assert_eq!((waived.len(), told.len()), (0, 1), "{told:?}");
}

#[test]
fn a_comment_after_an_instruction_is_told() {
    let sources = Sources::default();
    let file = sources.add("Dockerfile", "FROM a\nUSER root # plimsoll: ignore[compose/privileged] reason=x\n");
    let (rules, policy) = (rules(), WaiverPolicy::default());
    let waiving = Waiving {
        sources: &sources,
        files: &[file],
        waiver_files: &[],
        allowed: &[],
        rules: &rules,
        policy: &policy,
        as_of: AS_OF,
        sight: &Sight::default(),
        there: &BTreeSet::new(),
    };
    let (_, problems) = apply(&mut [], &waiving);
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].location(&sources).map(|l| l.start.line), Some(2));
}

#[test]
fn outcomes_are_waived_when_all_their_findings_are() {
    let case = Case::new(COMPOSE, None);
    let mut findings = vec![case.finding("compose/privileged", "true", "/services/web/privileged"); 2];
    let outcome = |kind, findings: &[usize]| Outcome {
        rule: RuleId::new("compose/privileged"),
        about: Arc::new(About { project: "p".into(), environment: None, subject: Address::root(), span: None }),
        kind,
        findings: findings.to_vec(),
        unjudged: false,
        off: None,
    };
    findings[0].waiver = Some(Box::new(crate::finding::AppliedWaiver {
        id: "W".into(),
        reason: "r".into(),
        owner: None,
        expires: None,
    }));
    let mut outcomes = vec![
        outcome(OutcomeKind::Fail, &[0]),
        outcome(OutcomeKind::Fail, &[0, 1]),
        outcome(OutcomeKind::Pass, &[]),
        outcome(OutcomeKind::Error, &[]),
    ];
    mark_waived(&mut outcomes, &findings);
    let kinds: Vec<OutcomeKind> = outcomes.iter().map(|outcome| outcome.kind).collect();
    assert_eq!(kinds, [OutcomeKind::Waived, OutcomeKind::Fail, OutcomeKind::Pass, OutcomeKind::Error]);
}
