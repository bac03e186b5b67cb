//! A report made by hand, for the tests of the writers.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{BaselineSummary, ProjectSummary, Report, Repository, RootReason};
use plimsoll_judge::control::{self, Controls};
use plimsoll_judge::finding::{About, AppliedWaiver, Finding, Mark, Outcome, OutcomeKind, Verdict};
use plimsoll_judge::waiver::{Scope, Standing, Waiver, WaiverKind, WaiverSource, WaiverState};
use plimsoll_model::{Address, Deployment, How, Start, ViaKind};
use plimsoll_policy::{
    Confidence, Control, Example, Framework, Mapping, Reference, Rule, RuleId, RuleSet, Severity, Strength, SubjectKind,
};
use plimsoll_source::problem::Problem;
use plimsoll_source::{FileId, Sources, Span};

pub(super) const COMPOSE: &str = "services:\n  web:\n    image: nginx:${TAG}\n    privileged: true\n    ports:\n      - \"8080:80\"\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_PASSWORD: hunter2hunter2\n";
pub(super) const DOCKERFILE: &str = "FROM alpine # \u{1f433}\r\nLABEL n=\"\u{e9}\u{4f60}\u{597d}\"\r\n\tUSER root\r\n";
pub(super) const ENV: &str = "# tags\nTAG=latest\n";

pub(crate) fn rule(id: &str, severity: Severity) -> Arc<Rule> {
    Arc::new(Rule {
        id: RuleId::new(id),
        title: format!("Title of {id}"),
        description: "Whoever breaks into it owns the host.".into(),
        remediation: "Remove it.".into(),
        severity,
        confidence: Confidence::High,
        category: "privileges".into(),
        applies_to: SubjectKind::Service,
        applies_if: Vec::new(),
        set: RuleSet::Recommended,
        default: true,
        since: "0.1.0".into(),
        references: vec![Reference {
            url: "https://docs.docker.com/reference/compose-file/services/".into(),
            description: None,
        }],
        cwe: vec![250],
        aliases: vec!["hadolint:DL3002".into()],
        absorbs: Vec::new(),
        params: BTreeMap::new(),
        controls: [
            ("cis-docker-1.6".to_owned(), vec!["5.5".to_owned(), "5.10".to_owned()]),
            ("nist-800-53-r5".to_owned(), vec!["AC-6".to_owned()]),
        ]
        .into(),
        good: vec![example("services:\n  web:\n    image: nginx:1.27\n")],
        bad: vec![example("services:\n  web:\n    privileged: true\n")],
        path: format!("{id}.rego"),
        package: "policies.x".into(),
        source: None,
    })
}

fn example(text: &str) -> Example {
    Example { path: "compose.yaml".into(), text: text.into() }
}

/// The span of the first occurrence of a text.
pub(crate) fn span(sources: &Sources, file: FileId, needle: &str) -> Span {
    let text = sources.get(file).text.clone();
    let start = text.find(needle).expect("the sample has it");
    Span::new(file, start, start + needle.len())
}

fn finding(rule: &str, severity: Severity, at: &str, message: &str, span: Span) -> Finding {
    Finding {
        rule: RuleId::new(rule),
        severity,
        verdict: Verdict::Fail,
        message: message.into(),
        help: "Remove it, or add only what the process needs.".into(),
        project: "shop".into(),
        home: Arc::default(),
        environment: None,
        at: Address::parse(at).expect("an address"),
        subject: Address::parse("/services/web").expect("an address"),
        primary: Mark { span, label: String::new(), via: None },
        related: Vec::new(),
        secrets: Vec::new(),
        cause: String::new(),
        fingerprint: format!("deploy {rule}{at}"),
        content_fingerprint: format!("{rule}{at}"),
        lead: format!("deploy {rule}{at}").into(),
        others: Vec::new(),
        absorbed: Vec::new(),
        waiver: None,
        new: None,
    }
}

fn outcome(rule: &str, subject: &str, kind: OutcomeKind, span: Span, findings: &[usize]) -> Outcome {
    Outcome {
        rule: RuleId::new(rule),
        about: Arc::new(About {
            project: "shop".into(),
            environment: None,
            subject: Address::parse(subject).expect("an address"),
            span: Some(span),
        }),
        kind,
        findings: findings.to_vec(),
        unjudged: false,
        off: None,
    }
}

/// The texts that the report speaks of.
pub(crate) fn texts() -> Arc<Sources> {
    let sources = Sources::default();
    let compose = sources.add("deploy/compose.yaml", COMPOSE);
    sources.add("web app/Dockerfile", DOCKERFILE);
    sources.add("deploy/.env", ENV);
    sources.hide(span(&sources, compose, "hunter2hunter2"));
    Arc::new(sources)
}

/// Three files, four findings (one to review, one waived), one problem.
pub(crate) fn report() -> Report {
    let sources = texts();
    let file = |path: &str| sources.find(path).expect("one of the texts");
    let (compose, dockerfile, env) = (file("deploy/compose.yaml"), file("web app/Dockerfile"), file("deploy/.env"));
    let at = |file, needle: &str| span(&sources, file, needle);
    let privileged = finding(
        "compose/service-privileged",
        Severity::Critical,
        "/services/web/privileged",
        "service web runs privileged; remove `privileged: true`",
        at(compose, "true"),
    );
    let mut latest = finding(
        "compose/image-latest",
        Severity::Medium,
        "/services/web/image",
        "service web takes `nginx:latest`; name a version",
        at(compose, "nginx:${TAG}"),
    );
    latest.verdict = Verdict::Review;
    latest.related.push(Mark {
        span: at(env, "latest"),
        label: "TAG is set here".into(),
        via: Some(ViaKind::Variable),
    });
    latest.related.push(Mark { span: at(compose, "web"), label: "of this service".into(), via: None });
    let mut secret = finding(
        "compose/secret-in-environment",
        Severity::High,
        "/services/db/environment/POSTGRES_PASSWORD",
        "service db has a password in `POSTGRES_PASSWORD`; use a secret",
        at(compose, "hunter2hunter2"),
    );
    secret.waiver = Some(Box::new(AppliedWaiver {
        id: "W-1".into(),
        reason: "test data, \"quoted\" <b>".into(),
        owner: Some("a@x".into()),
        expires: Some("2027-01-31".into()),
    }));
    let mut root = finding(
        "dockerfile/root-user",
        Severity::Low,
        "/builds/web/stages/0",
        "stage 0 runs as root; add USER, 100%",
        at(dockerfile, "USER root"),
    );
    root.project = "web app/Dockerfile".into();
    root.subject = Address::parse("/builds/web/stages/0").expect("an address");

    let findings = vec![latest, privileged, secret, root];
    let outcomes = vec![
        outcome("compose/image-latest", "/services/db", OutcomeKind::Pass, at(compose, "db"), &[]),
        outcome("compose/secret-in-environment", "/services/db", OutcomeKind::Waived, at(compose, "db"), &[2]),
        outcome("compose/image-latest", "/services/web", OutcomeKind::Review, at(compose, "web"), &[0]),
        outcome("compose/service-privileged", "/services/web", OutcomeKind::Fail, at(compose, "web"), &[1]),
        outcome("compose/secret-in-environment", "/services/web", OutcomeKind::NotApplicable, at(compose, "web"), &[]),
        outcome("dockerfile/root-user", "/builds/web/stages/0", OutcomeKind::Fail, at(dockerfile, "FROM alpine"), &[3]),
    ];
    let waiver = Waiver {
        id: "W-1".into(),
        source: WaiverSource::File,
        span: at(env, "# tags"),
        rules: vec!["compose/secret-in-environment".into()],
        scope: Scope::default(),
        kind: WaiverKind::RiskAccepted,
        reason: "test data, \"quoted\" <b>".into(),
        owner: Some("a@x".into()),
        approver: None,
        ticket: None,
        created: Some("2026-11-01".into()),
        expires: Some("2027-01-31".into()),
    };
    let problem =
        Problem::warning("env-file-unused", "nothing reads `deploy/.env`").at(at(env, "TAG")).help("remove it");
    let rules = vec![
        rule("compose/image-latest", Severity::Medium),
        rule("compose/secret-in-environment", Severity::High),
        rule("compose/service-privileged", Severity::Critical),
        rule("dockerfile/root-user", Severity::Low),
    ];
    Report {
        off: Vec::new(),
        replaced: Vec::new(),
        controls: Some(Controls {
            environments: Vec::new(),
            frameworks: control::frameworks(&[framework()], rules.iter(), outcomes.iter(), &[], &[]),
            ..Controls::default()
        }),
        rules,
        findings,
        outcomes,
        tally: Default::default(),
        problems: vec![problem],
        first_lines: BTreeMap::new(),
        waivers: vec![WaiverState { waiver, standing: Standing::Active, covers: vec!["x".into()] }],
        frameworks: vec![framework()],
        projects: vec![project()],
        files: vec!["deploy/.env".into(), "deploy/compose.yaml".into(), "web app/Dockerfile".into()],
        excluded: vec![("legacy/compose.yaml".into(), "not ours".into())],
        terms: super::Terms::default(),
        params: Vec::new(),
        part: None,
        repository: Repository {
            name: None,
            root: "/srv/shop".into(),
            shown: ".".into(),
            why: RootReason::Git,
            remote: Some("git@github.com:acme/shop.git".into()),
            commit: Some("0123456789abcdef0123456789abcdef01234567".into()),
            branch: Some("main".into()),
        },
        baseline: Some(BaselineSummary { new: 1, unchanged: 2, gone: 0, out_of_sight: 0 }),
        since: None,
        unjudged_before: Default::default(),
        compared: Vec::new(),
        as_of: "2026-11-20".into(),
        turned_off: Vec::new(),
        floors: Vec::new(),
        configurations: Vec::new(),
        sources: sources.showcase(),
    }
}

fn framework() -> Framework {
    let control = |id: &str, rules: &[&str], manual: Option<&str>| Control {
        id: id.into(),
        title: format!("Control {id}"),
        baseline: None,
        manual: manual.map(str::to_owned),
        rules: rules.iter().map(|rule| Mapping { rule: RuleId::new(*rule), strength: Strength::Partial }).collect(),
    };
    Framework {
        id: "cis-docker-1.6".into(),
        title: "CIS Docker Benchmark".into(),
        version: "1.6".into(),
        source: "https://www.cisecurity.org/".into(),
        licence: "ids only".into(),
        notes: None,
        controls: vec![
            control("5.5", &["compose/service-privileged"], None),
            control("5.10", &["compose/image-latest"], None),
            control("6.1", &[], Some("look at the host")),
            control("6.2", &[], None),
        ],
    }
}

fn project() -> ProjectSummary {
    let model = serde_json::json!({
        "services": {
            "web": {"key": "web", "at": "/services/web", "facts": {
                "networks": [{"key": "front"}], "depends_on": ["db"],
                "ports": [{"host_ip": null, "published": 8080, "target": 80, "protocol": "tcp", "reach": "all"}],
                "mounts": [{"kind": "bind", "host_path": "/var/run/docker.sock", "target": "/var/run/docker.sock", "read_only": false}]}},
            "db": {"key": "db", "at": "/services/db", "facts": {
                "networks": [{"key": "front"}], "depends_on": [], "ports": [],
                "mounts": [{"kind": "secret", "source": "pw", "target": "/run/secrets/pw"}, {"kind": "volume", "source": "data", "target": "/var/lib"}]}}
        },
        "networks": {"front": {"key": "front", "facts": {"external": false}}},
        "volumes": {"data": {"key": "data"}}, "secrets": {"pw": {"key": "pw"}}
    });
    ProjectSummary {
        name: "shop".into(),
        directory: "deploy".into(),
        environment: None,
        deployment: Deployment::default(),
        kind: "compose",
        files: vec!["deploy/compose.yaml".into()],
        start: Start::of(How::Standard),
        subjects: [(SubjectKind::Service, 2)].into(),
        model: Arc::new(model),
    }
}
