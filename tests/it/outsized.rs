//! What a report says grows with the tree and no faster, whatever the tree repeats, and nothing hides what comes later: counted in bytes, not in time.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use plimsoll_check as check;
use plimsoll_loader::discover::{self, Found};
use plimsoll_source::Sources;
use plimsoll_source::files::MemoryFiles;

use crate::reports::lay_out;

const FORMATS: [&str; 10] =
    ["text", "concise", "json", "sarif", "github", "junit", "gitlab", "markdown", "html", "csv"];

/// What stands in every tree behind everything else.
const LAST: (&str, &str) = ("z/compose.yaml", "services:\n  web:\n    image: nginx:1.27.0\n    privileged: true\n");

const BAD: &str = "services:\n  web:\n    image: nginx:latest\n    privileged: true\n";

fn many(n: usize, one: impl Fn(usize) -> String) -> String {
    (0..n).fold(String::new(), |mut text, i| {
        text.write_str(&one(i)).expect("a text takes it");
        text
    })
}

/// Trees that have `n` of something.
type Kind = (&'static str, usize, fn(usize) -> Vec<(String, String)>);

fn tree(files: &[(&str, String)]) -> Vec<(String, String)> {
    files.iter().map(|(path, text)| ((*path).to_owned(), text.clone())).collect()
}

const KINDS: &[Kind] = &[
    ("findings in one line", 60, |n| {
        let services = many(n, |i| format!("s{i}: {{image: \"nginx:latest\", privileged: true}}, "));
        tree(&[("compose.yaml", format!("services: {{{services}}}\n"))])
    }),
    ("problems in one line", 400, |n| {
        tree(&[("compose.yaml", format!("{BAD}x-a: {{{}}}\n", many(n, |_| "k: 1, ".to_owned())))])
    }),
    ("findings behind many columns", 40_000, |n| {
        let spaces = " ".repeat(n);
        let line = format!("services: {{web: {{{spaces}image: \"nginx:latest\", privileged: true}}}}\n");
        tree(&[("compose.yaml", line)])
    }),
    ("a long key that is wrong", 40_000, |n| tree(&[("compose.yaml", format!("\"{}\": 1\n{BAD}", "k".repeat(n)))])),
    ("rules that a waiver names", 150, |n| {
        let rules = many(n, |i| format!("compose/x{i},"));
        tree(&[("compose.yaml", format!("{BAD}# plimsoll: ignore[{rules}] reason=\"x\"\n"))])
    }),
    ("waivers in comments", 100, |n| {
        let comments = many(n, |i| format!("# plimsoll: ignore[compose/service-privileged] reason=\"x{i}\"\n"));
        tree(&[("compose.yaml", format!("{BAD}{comments}"))])
    }),
    ("waivers", 100, |n| {
        let waivers = many(n, |i| {
            format!(
                "- {{id: W{i}, rules: [compose/service-privileged], match: {{path: \"**/x{i}\"}}, kind: risk-accepted, reason: r, owner: o, approver: a, created: 2020-01-01, expires: 2099-01-01}}\n"
            )
        });
        tree(&[("compose.yaml", BAD.to_owned()), ("plimsoll-waivers.yaml", format!("version: 1\nwaivers:\n{waivers}"))])
    }),
    ("patterns of rules", 200, |n| {
        let rules = many(n, |i| format!("  \"compose/*a*a*a*a{i}*\": off\n"));
        tree(&[("compose.yaml", BAD.to_owned()), ("plimsoll.yaml", format!("version: 1\nrules:\n{rules}"))])
    }),
    ("allowed secrets", 200, |n| {
        let allow = many(n, |i| format!("{{path: \"**/{i}\", key: \"*a*a*a*a\", reason: x}}, "));
        tree(&[
            ("compose.yaml", BAD.to_owned()),
            ("plimsoll.yaml", format!("version: 1\nsecrets: {{allow: [{allow}]}}\n")),
        ])
    }),
    ("patterns of git", 2_000, |n| {
        tree(&[("compose.yaml", BAD.to_owned()), (".gitignore", many(n, |i| format!("x{i}/*a*a\n")))])
    }),
    ("overlays", 10, |n| {
        let base = many(30, |i| format!("  s{i}: {{image: \"x:1\"}}\n"));
        let mut files = tree(&[("compose.yaml", format!("{BAD}{base}"))]);
        files.extend((0..n).map(|i| (format!("compose.{i}.yaml"), "services: {web: {tty: true}}\n".to_owned())));
        files
    }),
];

/// How long each output is, that on stderr last.
fn sizes(files: &[(String, String)]) -> Vec<usize> {
    let (dir, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    lay_out(dir.path(), &[(".git/HEAD", "ref: refs/heads/main\n"), LAST]);
    lay_out(dir.path(), &files);
    let file = |format: &str| out.path().join(format);
    let outputs = FORMATS.map(|format| format!("{format}={}", file(format).display()));
    let mut arguments = vec!["check", ".", "--as-of", "2026-11-20"];
    outputs.iter().for_each(|output| arguments.extend(["-o", output]));
    let done = Command::new(env!("CARGO_BIN_EXE_plimsoll")).args(&arguments).current_dir(dir.path()).output().unwrap();
    let told = String::from_utf8_lossy(&done.stderr);
    assert!(matches!(done.status.code(), Some(1 | 2)), "{:?}: {:.2000}", done.status, told);
    let read = |path: &Path| fs::read_to_string(path).unwrap();
    let mut sizes = Vec::new();
    for format in FORMATS {
        let text = read(&file(format));
        // GitHub shows the first annotations of a run, and no more are written.
        assert!(format == "github" || text.contains(LAST.0), "{format}: nothing is said of {}", LAST.0);
        sizes.push(text.len());
    }
    sizes.push(done.stderr.len());
    sizes
}

#[test]
fn reports_grow_with_the_tree_and_tell_what_comes_later() {
    let mut wrong = Vec::new();
    for (what, n, make) in KINDS {
        let (few, many) = (sizes(&make(*n)), sizes(&make(4 * n)));
        let names = FORMATS.iter().chain(&["stderr"]);
        for ((name, few), many) in names.zip(few).zip(many) {
            // Four times as much, and what every report has.
            if many > 4 * few + (few / 4).max(50_000) {
                wrong.push(format!("{what}: {name} has {few} bytes, and {many} for four times as much"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_dockerfile_that_is_built_in_too_many_ways_is_told() {
    let dockerfile = format!("FROM alpine:3.20\n{}", many(99, |i| format!("ENV A{i}=x\n")));
    let services = many(100, |i| format!("  s{i}: {{build: {{context: ., args: {{A: \"{i}\"}}}}}}\n"));
    let made = tree(&[("compose.yaml", format!("services:\n{services}")), ("Dockerfile", dockerfile)]);
    let kind = |path: &String| Some((path.clone(), discover::kind_of(path)?));
    let found = Found { candidates: made.iter().filter_map(|(path, _)| kind(path)).collect(), ..Found::default() };
    let (loaded, problems) =
        check::projects(&found, &crate::shared::scope(), &MemoryFiles::new(made), &Sources::default());
    assert_eq!(loaded[0].project.builds.len(), 51, "the first, and 5,000 instructions more");
    let told: Vec<_> = problems.iter().filter(|problem| problem.code == "dockerfile-limit").collect();
    assert!(told.len() == 1 && told[0].message.contains("the builds of 49 of them are not judged"), "{told:?}");
}
