//! The code keeps to ARCHITECTURE.md: who may import whom, which package lives in which room, every file says what it is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Two-column tables of ARCHITECTURE.md: the one whose header starts with `first`.
fn table(first: &str) -> BTreeMap<String, BTreeSet<String>> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md is there");
    let header = format!("| {first} |");
    let rows =
        text.lines().skip_while(|line| !line.starts_with(&header)).skip(2).take_while(|line| line.starts_with('|'));
    let cell = |text: &str| text.split(',').map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned).collect();
    rows.filter_map(|row| {
        let cells: Vec<&str> = row.split('|').collect();
        Some((cells.get(1)?.trim().to_owned(), cell(cells.get(2)?)))
    })
    .collect()
}

fn sources(directory: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(directory).expect("a directory of src").flatten() {
        let path = entry.path();
        if path.is_dir() {
            all.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            all.push(path);
        }
    }
    all.sort();
    all
}

/// Path below src, top-level module, and the text without unit tests.
fn modules() -> Vec<(String, String, String)> {
    let src = root().join("src");
    let read = |path: PathBuf| {
        let shown = path.strip_prefix(&src).expect("below src").to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(&path).expect("a source file");
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let header = text.starts_with("//!").then_some("//!\n");
        let code_lines = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>();
        let code = header.into_iter().chain([code_lines.join("\n").as_str()]).collect::<String>();
        let module = shown.split('/').next().unwrap_or_default().trim_end_matches(".rs").to_owned();
        (shown, module, code)
    };
    let is_test =
        |shown: &str| shown.ends_with("tests.rs") || shown.contains("/tests/") || shown.ends_with("sample.rs");
    sources(&src).into_iter().map(read).filter(|(shown, ..)| !is_test(shown)).collect()
}

/// The top-level modules that a text names through `crate::`.
fn imports(code: &str) -> BTreeSet<String> {
    let path = Regex::new(r"crate::(\{[^}]*\}|[a-z_]+)").expect("a valid pattern");
    let names = path.captures_iter(code).flat_map(|found| {
        let inner = found[1].trim_matches(['{', '}']).to_owned();
        inner.split(',').map(|part| part.trim().split("::").next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    });
    names.filter(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '_') && !name.is_empty()).collect()
}

#[test]
fn imports_follow_the_table() {
    let allowed = table("module");
    assert!(allowed.len() > 10, "the table of ARCHITECTURE.md was not found");
    let mut wrong = BTreeSet::new();
    for (shown, module, code) in modules() {
        if matches!(module.as_str(), "lib" | "main" | "cli") {
            continue;
        }
        let Some(may) = allowed.get(&module) else {
            wrong.insert(format!("module {module} is not in the table"));
            continue;
        };
        for import in imports(&code).into_iter().filter(|import| *import != module && !may.contains(import)) {
            wrong.insert(format!("{shown}: {module} → {import} is not in the table"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn packages_stay_in_their_rooms() {
    let rooms = table("package");
    assert!(rooms.len() > 5, "the table of packages was not found");
    let mut wrong = Vec::new();
    for (shown, module, code) in modules() {
        for (package, homes) in rooms.iter().filter(|(_, homes)| !homes.contains(&module)) {
            let used = code.lines().any(|line| {
                let line = line.trim_start();
                !line.starts_with("//")
                    && (line.contains(&format!("{package}::")) && !line.contains(&format!("::{package}::")))
            });
            if used {
                wrong.push(format!("{shown} uses {package}, whose room is {homes:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_says_what_it_is() {
    let silent: Vec<String> =
        modules().into_iter().filter(|(_, _, code)| !code.starts_with("//!")).map(|(shown, ..)| shown).collect();
    assert!(silent.is_empty(), "without a header: {silent:?}");
}

#[test]
fn the_binary_reaches_only_the_library_door() {
    let leaks: Vec<String> = modules()
        .into_iter()
        .filter(|(_, module, _)| matches!(module.as_str(), "cli" | "main"))
        .flat_map(|(shown, _, code)| {
            imports(&code)
                .into_iter()
                .filter(|i| *i != "cli")
                .map(move |i| format!("{shown}: crate::{i}"))
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
}

/// Writers of reports get what may be shown and nothing else: the sources themselves are not to be had there, and nothing but what a user asked for by
/// `--show-secrets` gets around them.
#[test]
fn reports_have_no_way_to_a_secret() {
    let mut wrong = Vec::new();
    let sources = Regex::new(r"\bSources\b").expect("a valid pattern");
    for (shown, module, code) in modules() {
        if module == "report" {
            let names = code.lines().filter(|line| sources.is_match(line));
            // To say how it is shown, a type names them.
            let harmless =
                |line: &&str| line.contains("fn veil(&mut self, sources: &Sources)") || line.starts_with("use ");
            wrong.extend(names.filter(|line| !harmless(line)).map(|line| format!("{shown}: {}", line.trim())));
        }
        let asks = ["cli/model/", "cli/parse/", "source/shown.rs"].iter().any(|home| shown.starts_with(home));
        if code.contains("on_demand") && !asks {
            wrong.push(format!("{shown} shows what nobody asked for"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What only some files may do: how it shows, and each of the files with its reason.
type Door = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const DOORS: &[Door] = &[
    (
        "opens files otherwise than by the door of `disk`",
        r"File::(open|create)|OpenOptions|fs::(read|write|copy|open|openat2?)\(|fs::read_to_string|[^_.]openat2?\(",
        &[
            ("disk/door.rs", "it is the door"),
            ("cli/output.rs", "writes the reports that the caller asks for"),
            ("cli/confined.rs", "writes below a root, by descriptor"),
            (
                "cli/evidence/folder.rs",
                "writes bundles where the caller says, and reads his key, which may come through a pipe",
            ),
            ("cli/evidence/create.rs", "reads the caller's key, which may come through a pipe"),
            ("cli/evidence/mod.rs", "reads this very program"),
            ("cli/parse/mod.rs", "reads the one file that the caller names, which may be a pipe"),
            ("cli/rules.rs", "reads a model that the caller made"),
        ],
    ),
    (
        "speaks to the terminal otherwise than by `cli/output.rs`, which takes out what a terminal would obey",
        r"io::(stdin|stdout|stderr)\(\)|[^a-z_]stdin\(\)|e?print(ln)?!",
        &[
            ("cli/output.rs", "it is the door"),
            ("cli/terminal.rs", "asks whether it is a terminal"),
            ("cli/scene.rs", "reads the Compose file `-`"),
            ("guard.rs", "tells of a bug, where nothing else may work any more; the text is its own"),
            ("cage/child.rs", "its streams are the pipes of the parent"),
        ],
    ),
    (
        "starts processes or opens connections",
        r"Command::new|process::Command|TcpStream|TcpListener|UdpSocket|UnixStream|UnixListener",
        &[("cage/mod.rs", "starts this very program")],
    ),
];

#[test]
fn what_acts_on_the_machine_has_few_places_each_with_a_reason() {
    let modules = modules();
    for (what, pattern, allowed) in DOORS {
        let pattern = Regex::new(pattern).expect("a pattern");
        let found: BTreeSet<&str> =
            modules.iter().filter(|(.., code)| pattern.is_match(code)).map(|(path, ..)| path.as_str()).collect();
        let allowed: BTreeSet<&str> = allowed.iter().map(|(path, _)| *path).collect();
        let more: Vec<_> = found.difference(&allowed).collect();
        let gone: Vec<_> = allowed.difference(&found).collect();
        assert!(more.is_empty(), "{more:?} {what}");
        assert!(gone.is_empty(), "{gone:?} no longer {what}: take it off the list");
    }
}

/// What leaves the program as JSON is written in one place, which escapes what would act on whoever looks at it.
#[test]
fn json_has_one_writer() {
    let writers =
        Regex::new(r"serde_json::(to_writer|to_string_pretty|to_vec_pretty|Serializer)").expect("a valid pattern");
    let wrong: Vec<String> = modules()
        .into_iter()
        .filter(|(shown, module, _)| {
            matches!(module.as_str(), "report" | "evidence" | "cli") && !shown.ends_with("plain_json.rs")
        })
        .flat_map(|(shown, _, code)| {
            let lines = code.lines().filter(|line| writers.is_match(line));
            lines.map(|line| format!("{shown}: {}", line.trim())).collect::<Vec<_>>()
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
