//! What reports hold, judged again: as a baseline, and where two findings may be one.

use std::collections::HashSet;

use plimsoll_judge::baseline::{Baseline, Compared};
use plimsoll_judge::evaluate::triage::{folded, identify};
use plimsoll_judge::finding::Finding;
use plimsoll_source::Sources;
use plimsoll_source::problem::Problem;

use super::{Format, Options, SarifProfile, sample, write};

fn baseline(text: &str) -> Result<Baseline, Problem> {
    let sources = Sources::default();
    let file = sources.add("baseline", text);
    Baseline::parse(&sources, file)
}

fn waived_away(profile: SarifProfile, format: Format) -> usize {
    usize::from(profile == SarifProfile::Github && format == Format::Sarif)
}

#[test]
fn what_was_there_is_not_new() {
    let mut report = sample::report();
    let formats = [
        (Format::Json, SarifProfile::Github),
        (Format::Sarif, SarifProfile::Full),
        (Format::Sarif, SarifProfile::Github),
    ];
    for (format, profile) in formats {
        let mut options = Options::default();
        options.sarif.profile = profile;
        let mut out = Vec::new();
        write(&report.sources.show(report.clone()), format, &options, &mut out).expect("written");
        let then = baseline(&String::from_utf8(out).expect("UTF-8")).expect("a baseline");
        let mut now = report.findings.clone();
        now[3].fingerprint = "changed".into();
        let moved = then.compare(&mut now.clone(), &sample::texts(), &|_, _| true);
        assert_eq!((moved.new, moved.gone), (waived_away(profile, format), 0), "found by its content");
        now[3].content_fingerprint = "changed".into();
        let compared = then.compare(&mut now, &sample::texts(), &|_, _| true);
        // The upload for GitHub leaves the waived one out.
        let waived = waived_away(profile, format);
        assert_eq!(
            compared,
            Compared { new: 1 + waived, unchanged: 3 - waived, gone: 1, out_of_sight: 0 },
            "{format} {profile:?}"
        );
        assert_eq!(now[3].new, Some(true));
        assert_eq!(now[0].new, Some(false));
    }
    // The same identity twice, in another file: one of the two is new.
    let mut out = Vec::new();
    report.findings.truncate(1);
    write(&report.sources.show(report.clone()), Format::Json, &Options::default(), &mut out).expect("written");
    let then = baseline(&String::from_utf8_lossy(&out).replace("deploy/", "moved/")).expect("a baseline");
    let mut now = vec![report.findings[0].clone(), report.findings[0].clone()];
    assert_eq!(
        then.compare(&mut now, &sample::texts(), &|_, _| true),
        Compared { new: 1, unchanged: 1, gone: 0, out_of_sight: 0 }
    );
}

#[test]
fn reports_of_before_identities_had_a_path_are_understood() {
    let report = sample::report();
    let mut one = report.findings[1].clone();
    let mut other = one.first();
    other.content_fingerprint = "of another service".into();
    one.others.push(other);
    let old = |fingerprint: &str| serde_json::json!({"fingerprint": fingerprint, "location": {"path": "deploy/compose.yaml"}});
    // What was told as two then is one now.
    let findings = [old(&one.content_fingerprint), old("of another service"), old("mended since")];
    let text = serde_json::json!({"tool": {"name": "plimsoll"}, "findings": findings}).to_string();
    let then = baseline(&text).expect("a baseline");
    let mut now = vec![one];
    let compared = then.compare(&mut now, &sample::texts(), &|_, _| true);
    assert_eq!(compared, Compared { new: 0, unchanged: 1, gone: 1, out_of_sight: 0 });
}

#[test]
fn the_same_words_about_the_same_address_are_one_finding_and_others_are_not() {
    let report = sample::report();
    let one = report.findings[1].clone();
    let other = Finding { message: "something else about it".into(), ..one.clone() };
    let counted = |findings: Vec<Finding>| {
        let mut findings = findings;
        identify(&mut findings, &sample::texts());
        let settled = folded(findings, &mut [], &|span| report.sources.location(span));
        let prints: HashSet<&str> = settled.iter().map(|finding| finding.fingerprint.as_str()).collect();
        assert_eq!(prints.len(), settled.len());
        settled.iter().map(|finding| finding.others.len() + 1).collect::<Vec<_>>()
    };
    assert_eq!(counted(vec![one.clone(), one.clone()]), [1]);
    assert_eq!(counted(vec![one.clone(), other, one.clone()]), [1, 1]);
    let elsewhere = Finding { project: "another".into(), ..one.clone() };
    assert_eq!(counted(vec![one, elsewhere]), [2]);
}
