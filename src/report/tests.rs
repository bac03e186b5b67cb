use super::sample;
use super::*;

fn written(report: &Report, format: Format, options: &Options) -> String {
    let mut out = Vec::new();
    write(report, format, options, &mut out).expect("writing to memory succeeds");
    let text = String::from_utf8(out).expect("UTF-8");
    if let Some(folder) = std::env::var_os("REPORT_SAMPLES") {
        let path = std::path::Path::new(&folder).join(format!("sample.{format}"));
        std::fs::write(path, &text).expect("the folder is there");
    }
    text
}

#[test]
fn text_marks_the_token_and_masks_secrets() {
    let text = written(&sample::report(), Format::Text, &Options::default());
    println!("{text}");
    assert!(!text.contains("hunter2"));
    assert!(!text.contains('\u{1b}'));
}

#[test]
fn concise_is_one_line_per_finding() {
    let text = written(&sample::report(), Format::Concise, &Options { verbose: true, ..Options::default() });
    println!("{text}");
    assert_eq!(text.lines().count(), 5);
}

/// The sample's files on disk, for checks by other tools.
fn lay_out() {
    let Some(folder) = std::env::var_os("REPORT_SAMPLES") else { return };
    for (_, file) in sample::report().sources.all() {
        let path = std::path::Path::new(&folder).join("tree").join(&file.path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, file.text.as_bytes()).expect("written");
    }
}

#[test]
fn sarif_is_for_github_unless_asked() {
    lay_out();
    let text = written(&sample::report(), Format::Sarif, &Options::default());
    let log: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let results = log["runs"][0]["results"].as_array().expect("results");
    assert_eq!(results.len(), 3);
    assert!(results.iter().all(|result| result["kind"] == "fail" && result.get("suppressions").is_none()));
    let place = &results[2]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "web%20app/Dockerfile");
    assert_eq!(place["region"]["startColumn"], 2);
}

#[test]
fn the_full_sarif_has_passes_waivers_and_baseline() {
    let mut options = Options::default();
    options.sarif.profile = SarifProfile::Full;
    options.sarif.category = Some("app".into());
    let mut report = sample::report();
    for finding in &mut report.findings {
        finding.new = Some(finding.severity > crate::policy::Severity::Low);
    }
    let mut out = Vec::new();
    write(&report, Format::Sarif, &options, &mut out).expect("written");
    if let Some(folder) = std::env::var_os("REPORT_SAMPLES") {
        std::fs::write(std::path::Path::new(&folder).join("full.sarif"), &out).expect("written");
    }
    let log: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
    let results = log["runs"][0]["results"].as_array().expect("results");
    let kinds: Vec<&str> = results.iter().filter_map(|result| result["kind"].as_str()).collect();
    assert_eq!(kinds, ["review", "fail", "fail", "fail", "pass", "notApplicable"]);
    assert_eq!(results[2]["suppressions"][0]["justification"], "test data, \"quoted\" <b>");
    assert!(results.iter().all(|result| result.get("suppressions").is_some() && result.get("baselineState").is_some()));
    assert!(!String::from_utf8_lossy(&out).contains("hunter2"));
}

#[test]
fn a_sarif_file_that_is_too_large_keeps_the_worst_and_says_so() {
    let mut report = sample::report();
    let (low, high) = (report.findings[3].clone(), report.findings[1].clone());
    let sources = crate::source::Sources::default();
    let file = sources.add("compose.yaml", "x: y\n".repeat(26_000));
    report.sources = std::sync::Arc::new(sources);
    report.problems.clear();
    report.waivers.clear();
    report.outcomes.clear();
    let at = |mut finding: crate::finding::Finding, line: usize| {
        finding.primary.span = crate::source::Span::new(file, line * 5, line * 5 + 1);
        finding
    };
    report.findings = (0..25_999).map(|line| at(low.clone(), line)).collect();
    report.findings.push(at(high, 25_999));
    let mut out = Vec::new();
    let warnings = write(&report, Format::Sarif, &Options::default(), &mut out).expect("written");
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].message.contains("leaves out 1000 results"), "{}", warnings[0].message);
    let log: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
    let results = log["runs"][0]["results"].as_array().expect("results");
    assert_eq!(results.len(), 25_000);
    assert_eq!(results[24_999]["level"], "error");
    assert_eq!(sarif_parts(&report, &Options::default()), 2);
    let mut options = Options::default();
    options.sarif.part = Some(1);
    out.clear();
    assert_eq!(write(&report, Format::Sarif, &options, &mut out).expect("written"), []);
    let log: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
    assert_eq!(log["runs"][0]["results"].as_array().map(Vec::len), Some(1000));
}
