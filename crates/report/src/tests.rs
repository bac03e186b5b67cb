use super::sample;
use super::*;
use std::collections::HashMap;

use plimsoll_judge::finding::Gate;

/// Shows a report that was made up, and writes it.
fn write(report: &Report, format: Format, options: &Options, out: &mut dyn Write) -> io::Result<Vec<Problem>> {
    super::write(&report.sources.show(report.clone()), format, options, out)
}

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
    // The last two tell the file that was left out, and that there is one.
    assert_eq!(text.lines().count(), 7);
    assert!(text.ends_with("note: left out: legacy/compose.yaml: not ours\nnote: left out: 1 file\n"), "{text}");
}

/// The sample's files on disk, for checks by other tools.
fn lay_out() {
    let Some(folder) = std::env::var_os("REPORT_SAMPLES") else { return };
    for (_, file) in sample::texts().all() {
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
    // What is for review is an alert that says so, and no more than a note.
    assert_eq!((&results[0]["properties"]["outcome"], &results[0]["level"]), (&"review".into(), &"note".into()));
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
        finding.new = Some(finding.severity > plimsoll_policy::Severity::Low);
    }
    let mut out = Vec::new();
    write(&report, Format::Sarif, &options, &mut out).expect("written");
    if let Some(folder) = std::env::var_os("REPORT_SAMPLES") {
        std::fs::write(std::path::Path::new(&folder).join("full.sarif"), &out).expect("written");
    }
    let log: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
    let results = log["runs"][0]["results"].as_array().expect("results");
    let kinds: Vec<&str> = results.iter().filter_map(|result| result["kind"].as_str()).collect();
    assert_eq!(kinds, ["pass", "notApplicable", "review", "fail", "fail", "fail"]);
    // SARIF 3.27.10: only a failure has a level.
    let is_right = |result: &serde_json::Value| (result["kind"] == "fail") != (result["level"] == "none");
    assert!(results.iter().all(is_right));
    assert_eq!(results[4]["suppressions"][0]["justification"], "test data, \"quoted\" <b>");
    assert!(results.iter().all(|result| result.get("suppressions").is_some() && result.get("baselineState").is_some()));
    assert!(!String::from_utf8_lossy(&out).contains("hunter2"));
}

#[test]
fn a_sarif_file_that_is_too_large_keeps_the_worst_and_says_so() {
    let mut report = sample::report();
    let (low, high) = (report.findings[3].clone(), report.findings[1].clone());
    let sources = plimsoll_source::Sources::default();
    let file = sources.add("compose.yaml", "x: y\n".repeat(26_000));
    report.sources = std::sync::Arc::new(sources).showcase();
    report.problems.clear();
    report.waivers.clear();
    report.outcomes.clear();
    let at = |mut finding: plimsoll_judge::finding::Finding, line: usize| {
        finding.primary.span = plimsoll_source::Span::new(file, line * 5, line * 5 + 1);
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
    assert_eq!(sarif_parts(&report.sources.show(report.clone()), &Options::default()), 2);
    let mut options = Options::default();
    options.sarif.part = Some(1);
    out.clear();
    assert_eq!(write(&report, Format::Sarif, &options, &mut out).expect("written"), []);
    let log: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
    assert_eq!(log["runs"][0]["results"].as_array().map(Vec::len), Some(1000));
}

#[test]
fn github_annotations_are_escaped_and_limited() {
    let mut report = sample::report();
    let text = written(&report, Format::Github, &Options::default());
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 5);
    assert_eq!(lines[4], "::notice title=plimsoll::left out: 1 file%0Anot shown: 1 waived");
    assert!(lines[0].starts_with("::error file=deploy/compose.yaml,line=4,endLine=4,col=17,endColumn=21,title=compose/service-privileged (critical)::service web"));
    assert!(lines[1].contains("add USER, 100%25%0ARemove it"), "{}", lines[1]);
    assert!(lines[2].starts_with("::notice ") && lines[2].contains("to review"), "{}", lines[2]);
    let low = report.findings[3].clone();
    report.findings = (0..30)
        .map(|n| plimsoll_judge::finding::Finding { fingerprint: n.to_string(), message: n.to_string(), ..low.clone() })
        .collect();
    report.problems.clear();
    let text = written(&report, Format::Github, &Options::default());
    assert_eq!(text.lines().count(), 10);
    assert!(text.ends_with(
        "::notice title=plimsoll::not all findings are shown as annotations: 21 of level notice are left out; see the log, the job summary or code scanning%0Aleft out: 1 file\n"
    ));
}

#[test]
fn junit_has_passes_and_waivers() {
    let report = sample::report();
    let sums = |options: &Options| {
        let text = written(&report, Format::Junit, options);
        let start = text.find("tests=").expect("sums");
        text[start..].split('>').next().unwrap_or_default().to_owned()
    };
    // What was left out is one more that is skipped. One is waived, and one is for somebody to look at: neither is a failure. Nor is what lies below the gate, nor a warning.
    let options = Options::default();
    assert_eq!(sums(&options), "tests=\"7\" skipped=\"4\" failures=\"1\" errors=\"0\"");
    let all = Options { gate: Gate::ALL, ..Options::default() };
    assert_eq!(sums(&all), "tests=\"7\" skipped=\"3\" failures=\"2\" errors=\"0\"");
    let review = Options { gate: Gate::of_files(Gate::ALL.from, true, HashMap::new()), ..Options::default() };
    assert_eq!(sums(&review), "tests=\"7\" skipped=\"2\" failures=\"3\" errors=\"0\"");
    // By rule and subject, passes are in it.
    let rows = Options { outcomes: true, ..all };
    assert_eq!(sums(&rows), "tests=\"7\" skipped=\"3\" failures=\"2\" errors=\"0\"");
    let text = written(&report, Format::Junit, &options);
    assert!(text.contains("(to review)") && text.contains("below medium, which fails the run"), "{text}");
    assert!(text.contains("waived by W-1, until 2027-01-31: test data, &quot;quoted&quot; &lt;b&gt;"), "{text}");
}

#[test]
fn gitlab_fingerprints_are_unique() {
    let report = sample::report();
    let text = written(&report, Format::Gitlab, &Options::default());
    let issues: Vec<serde_json::Value> = serde_json::from_str(&text).expect("JSON");
    let prints: std::collections::BTreeSet<&str> =
        issues.iter().filter_map(|issue| issue["fingerprint"].as_str()).collect();
    assert_eq!((issues.len(), prints.len()), (5, 5));
    let severities: Vec<&str> = issues.iter().filter_map(|issue| issue["severity"].as_str()).collect();
    assert_eq!(severities, ["info", "blocker", "minor", "info", "info"]);
    assert_eq!(issues[3]["check_name"], "plimsoll/waived");
    assert_eq!(issues[4]["check_name"], "plimsoll/left-out");
}

#[test]
fn markdown_links_lines_and_escapes() {
    let text = written(&sample::report(), Format::Markdown, &Options::default());
    let link = "(<https://github.com/acme/shop/blob/0123456789abcdef0123456789abcdef01234567/web%20app/Dockerfile#L3>)";
    assert!(text.contains(link), "{text}");
    assert!(text.contains("test data, \"quoted\" &lt;b&gt;"), "{text}");
}

#[test]
fn csv_has_a_row_for_each_rule_and_subject() {
    let rows = |outcomes: bool| {
        let text = written(&sample::report(), Format::Csv, &Options { outcomes, ..Options::default() });
        let mut reader = ::csv::Reader::from_reader(text.as_bytes());
        let row = |row: Result<::csv::StringRecord, _>| row.map(|row| format!("{} {}", &row[0], &row[7]));
        reader.records().map(|one| row(one).expect("a row")).collect::<Vec<_>>()
    };
    let findings =
        ["finding review", "finding fail", "finding waived", "finding fail", "problem ", "left-out ", "left-out "];
    assert_eq!(rows(false), findings);
    let outcomes = ["pass", "waived", "review", "fail", "not_applicable", "fail"].map(|word| format!("outcome {word}"));
    assert_eq!(rows(true), [&findings.map(str::to_owned)[..], &outcomes[..]].concat());
}

#[test]
fn html_is_whole_and_asks_nobody() {
    let text = written(&sample::report(), Format::Html, &Options::default());
    assert!(!text.contains("hunter2"));
    for fetched in ["src=", "@import", "url(", "<link rel=\"stylesheet\""] {
        assert!(!text.contains(fetched), "{fetched}");
    }
    assert_eq!(text.matches("<li class=\"finding").count(), 4);
    assert!(text.contains("<mark>true</mark>"));
    assert!(text.contains("test data, &quot;quoted&quot; &lt;b&gt;"));
    assert!(text.contains("<svg class=\"services\""));
}

#[test]
fn json_is_as_its_schema_says() {
    let schema: serde_json::Value = serde_json::from_str(include_str!("../schemas/report.json")).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let mut report = sample::report();
    for (outcomes, compared) in [(false, false), (true, true)] {
        report.findings.iter_mut().for_each(|finding| finding.new = compared.then_some(true));
        let text = written(&report, Format::Json, &Options { outcomes, ..Options::default() });
        let document: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let wrong: Vec<String> =
            validator.iter_errors(&document).map(|e| format!("{} {e}", e.instance_path())).collect();
        assert_eq!(wrong, Vec::<String>::new());
        assert!(!text.contains("hunter2"));
    }
}

/// (rule, line, severity) of every finding that nobody waived, as each format tells it.
#[test]
fn all_formats_tell_the_same_findings_with_the_same_severity() {
    use std::collections::BTreeSet;
    let report = sample::report();
    let text = |format| written(&report, format, &Options::default());
    let json = |format| serde_json::from_str::<serde_json::Value>(&text(format)).expect("JSON");
    let word = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let number = |value: &serde_json::Value| value.as_u64().unwrap_or_default();

    let document = json(Format::Json);
    let of_json = document["findings"].as_array().into_iter().flatten().filter(|f| f["waiver"].is_null());
    let expected: BTreeSet<(String, u64, String)> =
        of_json.map(|f| (word(&f["rule"]), number(&f["location"]["start"]["line"]), word(&f["severity"]))).collect();
    assert_eq!(expected.len(), 3);

    let log = json(Format::Sarif);
    let driver = &log["runs"][0]["tool"]["driver"]["rules"];
    let of_sarif = log["runs"][0]["results"].as_array().into_iter().flatten().map(|result| {
        let rule = &driver[number(&result["ruleIndex"]) as usize];
        let band = match word(&rule["properties"]["security-severity"]).parse::<f64>().expect("a number") {
            n if n > 9.0 => "critical",
            n if n >= 7.0 => "high",
            n if n >= 4.0 => "medium",
            n if n > 1.0 => "low",
            _ => "info",
        };
        let line = &result["locations"][0]["physicalLocation"]["region"]["startLine"];
        assert_eq!(word(&result["properties"]["severity"]), band);
        (word(&result["ruleId"]), number(line), band.to_owned())
    });
    assert_eq!(of_sarif.collect::<BTreeSet<_>>(), expected);

    let issues = json(Format::Gitlab);
    let notes = ["plimsoll/left-out", "plimsoll/waived"];
    let of_gitlab =
        issues.as_array().into_iter().flatten().filter(|issue| !notes.contains(&word(&issue["check_name"]).as_str()));
    let of_gitlab = of_gitlab.map(|issue| {
        let severity = match issue["severity"].as_str() {
            Some("blocker") => "critical",
            Some("critical") => "high",
            Some("major") => "medium",
            Some("minor") => "low",
            // What is for review has the severity of no failure.
            _ => "medium",
        };
        (word(&issue["check_name"]), number(&issue["location"]["lines"]["begin"]), severity.to_owned())
    });
    assert_eq!(of_gitlab.collect::<BTreeSet<_>>(), expected);

    let csv = text(Format::Csv);
    let mut rows = ::csv::Reader::from_reader(csv.as_bytes());
    let of_csv = rows.records().map(|row| row.expect("a row")).filter(|row| matches!(&row[7], "fail" | "review"));
    let of_csv = of_csv.map(|row| (row[4].to_owned(), row[9].parse().expect("a line"), row[6].to_owned()));
    assert_eq!(of_csv.collect::<BTreeSet<_>>(), expected);

    // The forms for people: each finding's rule, line and severity stand together.
    for (rule, line, severity) in &expected {
        let together = |format, form: String| assert!(text(format).contains(&form), "{format}: {form}");
        let concise = text(Format::Concise);
        assert!(concise.lines().any(|l| l.contains(&format!(":{line}:"))
            && l.contains(&format!(" {severity}: "))
            && l.contains(&format!("[{rule}]"))));
        let verbose = written(&report, Format::Text, &Options { verbose: true, ..Options::default() });
        assert!(verbose.contains(&format!("{severity} {rule}")), "{verbose}");
        together(Format::Github, format!("title={rule} ({severity}"));
        let markdown = text(Format::Markdown);
        assert!(
            markdown.lines().any(|l| l.starts_with(&format!("| {severity}"))
                && l.contains(rule)
                && l.contains(&format!(":{line}`")))
        );
        together(Format::Junit, format!("type=\"{severity}"));
        together(Format::Html, format!("data-severity=\"{severity}\""));
    }
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    for (format, _) in Format::ALL {
        let options = Options { verbose: true, outcomes: true, ..Options::default() };
        assert_eq!(
            written(&sample::report(), format, &options),
            written(&sample::report(), format, &options),
            "{format}"
        );
    }
}

#[test]
fn narrow_wide_coloured_and_narrated_text_hold_the_same() {
    let report = sample::report();
    for width in [40, 80, 200] {
        for (color, graphics, unicode) in
            [(false, true, true), (true, true, true), (false, true, false), (false, false, true)]
        {
            let options = Options { width, color, links: color, graphics, unicode, ..Options::default() };
            let text = written(&report, Format::Text, &options);
            assert_eq!(text.contains('\u{1b}'), color);
            assert!(text.contains("compose/service-privileged"), "{width}");
            if !unicode {
                assert!(!text.contains('│'), "{text}");
            }
        }
    }
}

/// Not measured by tests, which run unoptimised: prints how long each format takes for many findings.
#[test]
fn many_findings_take_time_in_proportion() {
    let mut report = sample::report();
    let count: usize = std::env::var("REPORT_FINDINGS").ok().and_then(|text| text.parse().ok()).unwrap_or(300);
    let sources = plimsoll_source::Sources::default();
    let file = sources.add("compose.yaml", "services:\n  web: {privileged: true}\n".repeat(count));
    report.sources = std::sync::Arc::new(sources).showcase();
    report.problems.clear();
    report.waivers.clear();
    let at = |n: usize| {
        let mut finding = report.findings[n % 2].clone();
        let start = n * 37 + 18;
        finding.primary.span = plimsoll_source::Span::new(file, start, start + 10);
        finding.related.clear();
        finding.fingerprint = n.to_string();
        finding
    };
    let findings: Vec<_> = (0..count).map(at).collect();
    let outcome = |n: usize| {
        let mut outcome = report.outcomes[3].clone();
        Arc::make_mut(&mut outcome.about).span = None;
        outcome.findings = vec![n];
        outcome
    };
    let outcomes = (0..count).map(outcome).collect();
    report.findings = findings;
    report.outcomes = outcomes;
    for (format, _) in Format::ALL {
        let start = std::time::Instant::now();
        let mut out = Vec::new();
        write(&report, format, &Options::default(), &mut out).expect("written");
        println!("{format}: {:.0} ms, {} bytes", start.elapsed().as_secs_f64() * 1000.0, out.len());
        assert!(!out.is_empty());
    }
}

#[test]
fn rows_are_listed_where_they_are_asked_for() {
    let lists = |options: &Options| {
        let formats = Format::ALL.iter().filter(|(format, _)| format.lists_outcomes(options));
        formats.map(|(_, name)| *name).collect::<Vec<_>>()
    };
    assert!(lists(&Options::default()).is_empty());
    assert_eq!(lists(&Options { outcomes: true, ..Options::default() }), ["json", "junit", "csv"]);
    let sarif = SarifOptions { profile: SarifProfile::Full, ..SarifOptions::default() };
    assert_eq!(lists(&Options { sarif, ..Options::default() }), ["sarif"]);
}
