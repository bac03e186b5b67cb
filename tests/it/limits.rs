//! `docs/limits.md` has every limit of the code, with its value and a diagnostic that exists.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use plimsoll_check::{self as check};
use plimsoll_loader::discover::{self, Found};
use plimsoll_loader::document::template;
use plimsoll_loader::load::env;
use plimsoll_loader::normalize::compose::{self, ComposeRequest};
use plimsoll_loader::normalize::project::{self, Surroundings};
use plimsoll_loader::normalize::shell;
use plimsoll_loader::normalize::way::Building;
use plimsoll_model::KnownImages;
use plimsoll_source::Sources;
use plimsoll_source::files::MemoryFiles;
use plimsoll_source::problem::Problem;

/// (path, name) → value.
type Limits = BTreeMap<(String, String), u64>;

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Path below the repository → text, of everything that ships.
fn sources() -> BTreeMap<String, String> {
    let rust = crate::shared::rust().into_iter().filter(|(path, _)| !path.contains("tests"));
    rust.map(|(path, file)| (path, fs::read_to_string(file).expect("can be read"))).collect()
}

/// `4 << 20`, `10_000`, `Duration::from_secs(10)`.
fn value(expression: &str) -> Option<u64> {
    let inner = expression.strip_prefix("Duration::from_secs(").and_then(|rest| rest.strip_suffix(')'));
    let text = inner.unwrap_or(expression).replace('_', "");
    match text.split_once("<<") {
        Some((number, shift)) => Some(number.trim().parse::<u64>().ok()? << shift.trim().parse::<u32>().ok()?),
        None => text.trim().parse().ok(),
    }
}

fn in_code() -> Limits {
    let mut limits = Limits::new();
    for (path, text) in sources() {
        for line in text.lines() {
            let Some((_, constant)) = line.split_once("const ") else { continue };
            let Some((name, rest)) = constant.split_once(": ") else { continue };
            let limit = name.starts_with("MAX_") || name.ends_with("_LIMIT");
            let Some((_, expression)) = rest.split_once(" = ").filter(|_| limit) else { continue };
            let value = value(expression.trim_end_matches(';')).unwrap_or_else(|| panic!("{path}: {line}"));
            limits.insert((path.clone(), name.to_owned()), value);
        }
    }
    limits
}

fn rows() -> Vec<[String; 4]> {
    let text = fs::read_to_string(repository().join("docs/limits.md")).expect("docs/limits.md");
    let rows = text.lines().filter(|line| line.starts_with("| ") && line.contains("/src/"));
    let cells =
        |line: &str| -> Vec<String> { line.trim_matches('|').split(" | ").map(|c| c.trim().to_owned()).collect() };
    rows.map(|line| cells(line).try_into().unwrap_or_else(|_| panic!("four cells: {line}"))).collect()
}

fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

#[test]
fn the_page_of_limits_says_what_the_code_says() {
    let mut told = Limits::new();
    for [what, default, _, place] in rows() {
        let [path, name] = quoted(&place)[..] else { panic!("{what}: a path and a name") };
        let default = default.replace(',', "").parse().unwrap_or_else(|_| panic!("{what}: {default} is a number"));
        assert_eq!(told.insert((path.to_owned(), name.to_owned()), default), None, "{what} is told once");
    }
    let code = in_code();
    let missing: Vec<_> = code.iter().filter(|(place, value)| told.get(*place) != Some(*value)).collect();
    assert!(missing.is_empty(), "give these limits of the code a row in docs/limits.md: {missing:#?}");
    let gone: Vec<_> = told.keys().filter(|place| !code.contains_key(*place)).collect();
    assert!(gone.is_empty(), "docs/limits.md has rows of limits that are gone: {gone:#?}");
}

#[test]
fn every_diagnostic_of_a_limit_exists() {
    let sources = sources();
    for [what, _, told, _] in rows() {
        assert!(!told.is_empty(), "{what}: what is told?");
        for code in quoted(&told) {
            let written = format!("\"{code}");
            assert!(sources.values().any(|text| text.contains(&written)), "{what}: {code} is no diagnostic");
        }
    }
}

/// The problems of a Compose project.
fn problems(text: &str) -> Vec<String> {
    let files = MemoryFiles::new([("compose.yaml".to_owned(), text.to_owned())]);
    let (sources, candidates, known) = (Sources::default(), BTreeMap::new(), KnownImages::default());
    let building = Building::default();
    let around = Surroundings {
        files: &files,
        sources: &sources,
        candidates: &candidates,
        known: &known,
        building: &building,
        show_secrets: false,
    };
    let request = ComposeRequest { directory: ".".into(), files: vec!["compose.yaml".into()], ..Default::default() };
    let (_, problems) = project::compose(&request, None, around);
    let told = |problem: &Problem| {
        let line = problem.location(&sources).map_or(0, |at| at.start.line);
        format!("{line} {} {}", problem.code, problem.message)
    };
    // What nothing sets is no mistake.
    problems.iter().filter(|problem| !problem.is_gap()).map(told).collect()
}

#[test]
fn commands_of_services_that_are_too_long_are_told() {
    let words = vec!["x"; shell::MAX_WORDS + 1].join(",");
    let text = format!(
        "services:\n  a:\n    image: i\n    command: [{words}]\n    entrypoint: [sh, -c, \"{}\"]\n    healthcheck:\n      test: {}\n",
        "a;".repeat(shell::MAX_COMMANDS + 1),
        "b && ".repeat(shell::MAX_COMMANDS + 1) + "c"
    );
    let rest = "is longer than 131072 bytes, has more than 2000 commands, 10000 words or 8388608 bytes, or nests more than 24 deep; the rest is not judged";
    let expected = [
        format!("5 command-limit services.a.entrypoint {rest}"),
        format!("4 command-limit services.a.command {rest}"),
        format!("7 command-limit services.a.healthcheck.test {rest}"),
    ];
    assert_eq!(problems(&text), expected);
}

#[test]
fn more_candidates_for_secrets_than_are_listed_are_told() {
    let entries: String = (0..=5_000).map(|i| format!("      P{i}_PASSWORD: hunter{i}xy\n")).collect();
    let told = problems(&format!("services:\n  a:\n    image: i\n    environment:\n{entries}"));
    assert_eq!(
        told,
        ["14 secrets-limit the project has more than 5000 values that may be secrets; the rest is not judged"]
    );
}

/// The problems of one file by itself, judged as what it is named.
fn problems_of(path: &str, text: String) -> Vec<String> {
    let kind = discover::kind_of(path).unwrap();
    let found = Found { candidates: BTreeMap::from([(path.to_owned(), kind)]), ..Found::default() };
    let files = MemoryFiles::new([(path.to_owned(), text)]);
    let (_, problems) = check::projects(&found, &crate::shared::scope(), &files, &Sources::default());
    problems.iter().map(|problem| format!("{:?} {} {}", problem.severity, problem.code, problem.message)).collect()
}

#[test]
fn projects_that_are_too_large_are_told_and_not_judged() {
    let many = |n: usize| (0..n).map(|i| format!("  s{i}: {{image: i}}\n")).collect::<String>();
    assert_eq!(
        problems(&format!("services:\n{}", many(compose::MAX_SERVICES + 1))),
        ["1002 compose-too-large the project has more than 1000 services"]
    );
    let labels: String = (0..compose::MAX_VALUES / 100).map(|i| format!("    l{i}: x\n")).collect();
    let fan: String = (0..150).map(|i| format!("  s{i}: {{extends: {{service: b}}}}\n")).collect();
    let told = problems(&format!("services:\n  b:\n   image: i\n   labels:\n{labels}{fan}"));
    let most = compose::MAX_VALUES;
    assert!(told[0].ends_with(&format!("compose-too-large the project has more than {most} values")), "{told:?}");
    let uses = "$A ".repeat(template::USES_LIMIT + 1);
    let told = problems(&format!("services:\n  a:\n    image: i\n    labels: {{l: '{uses}'}}\n"));
    assert!(told[0].contains("interpolation-limit"), "{told:?}");
    let labels: String = (0..6).map(|i| format!("      l{i}: '{}'\n", "$A ".repeat(4_000))).collect();
    let told = problems(&format!("services:\n  a:\n    image: i\n    labels:\n{labels}"));
    let told: Vec<_> = told.iter().filter(|told| !told.contains("variable-unset")).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("uses variables more than 20000 times"), "{told:?}");
}

#[test]
fn files_with_more_than_is_read_are_told() {
    let statements: String = (0..=env::ASSIGNMENTS_LIMIT).map(|i| format!("V{i}=x\n")).collect();
    assert_eq!(
        problems_of("x.env", statements),
        ["Error env-limit the file has more than 5000 statements; the rest is not read"]
    );
    let told = problems_of("x.env", format!("V={}\n{}", "x".repeat(1 << 16), "V=${V}${V}\n".repeat(400)));
    assert!(told.iter().all(|problem| problem.contains("limit") || problem.contains("more problems")), "{told:?}");
    let text = "${A//".to_owned() + &"*a".repeat(200) + "/x}";
    let told = problems_of("Dockerfile", format!("FROM a\nENV A={}\nENV B={text}\n", "a".repeat(1_000)));
    assert!(told[0].contains("it is too long for a value of that length"), "{told:?}");
    let told = problems_of("Dockerfile", format!("FROM a\nRUN {}\n", "a \\\n".repeat(50_000) + "b"));
    assert!(told.iter().any(|problem| problem.starts_with("Error dockerfile-limit")), "{told:?}");
}

#[test]
fn projects_beyond_those_that_a_run_judges_are_told() {
    let startable = |comment: usize| {
        let text = format!("# {}\nservices: {{a: {{image: i}}}}\n", "x".repeat(comment));
        let made: Vec<(String, String)> = (0..2_000).map(|i| (format!("d{i}/compose.yaml"), text.clone())).collect();
        let kind = discover::kind_of("compose.yaml").unwrap();
        let candidates = made.iter().map(|(path, _)| (path.clone(), kind)).collect();
        let found = Found { candidates, ..Found::default() };
        let (sources, files) = (Sources::default(), MemoryFiles::new(made));
        let (all, problems) = check::startable(&found, &crate::shared::scope(), &files, &sources);
        (all.len(), 500 + 2_000 * text.len() / 256, problems.iter().map(|one| one.code).collect::<Vec<_>>())
    };
    let (judged, most, told) = startable(10);
    assert_eq!((judged, told), (most, vec!["too-many-projects"]));
    // Those of a size that real ones have are not too many.
    let (judged, _, told) = startable(200);
    assert_eq!((judged, told), (2_000, vec![]));
}
