//! The code keeps to ARCHITECTURE.md: who may import whom, which package lives in which room, every file says what it is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use regex::Regex;

use crate::shared;

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

/// The module of ARCHITECTURE.md that a file belongs to, by its short path: crates of one module have its name.
fn module_of(short: &str) -> String {
    let module = short.split('/').next().unwrap_or_default().trim_end_matches(".rs");
    let inside = short.strip_prefix(&format!("{module}/")).unwrap_or_default();
    let inner = INNER.iter().find(|(home, inner)| {
        *home == module && inside.split('/').next().unwrap_or_default().trim_end_matches(".rs") == *inner
    });
    inner.map_or(module, |(_, inner)| inner).to_owned()
}

/// Modules with a row of their own within a crate that is named for another one.
const INNER: [(&str, &str); 5] =
    [("source", "secret"), ("source", "files"), ("source", "guard"), ("source", "problem"), ("policy", "cage")];

/// Short path, module, and the text without unit tests and comments.
fn modules() -> Vec<(String, String, String)> {
    let read = |(path, file): (String, PathBuf)| {
        let shown = shared::short(&path);
        let text = fs::read_to_string(&file).expect("a source file");
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let header = (text.starts_with("//!") || text.contains("#![doc = include_str!(")).then_some("//!\n");
        let code_lines = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>();
        let code = header.into_iter().chain([code_lines.join("\n").as_str()]).collect::<String>();
        let module = module_of(&shown);
        (shown, module, code)
    };
    let is_test = |shown: &str| {
        ["tests.rs", "sample.rs", "report/judged.rs"].iter().any(|end| shown.ends_with(end))
            || shown.contains("/tests/")
            || matches!(shown, "lib.rs" | "main.rs" | "loader/lib.rs" | "judge/lib.rs")
    };
    shared::rust().into_iter().map(read).filter(|(shown, ..)| !is_test(shown)).collect()
}

/// What stands behind `::`: a list in braces, or one name.
fn behind(text: &str) -> Vec<&str> {
    let Some(list) = text.strip_prefix('{') else { return vec![text] };
    let mut depth = 1;
    let end = list.char_indices().find(|(_, c)| {
        depth += i32::from(*c == '{') - i32::from(*c == '}');
        depth == 0
    });
    shared::parts(&list[..end.expect("braces are closed").0])
}

/// The modules that a text of some crate names, through `crate::` and through other crates.
fn imports(home: &str, code: &str) -> BTreeSet<String> {
    let path = Regex::new(r"\b(crate|plimsoll_([a-z_]+))(::| as )").expect("a valid pattern");
    let mut found = BTreeSet::new();
    for captures in path.captures_iter(code) {
        let other = captures.get(2).map_or(home.to_owned(), |name| name.as_str().replace('_', "-"));
        let rest = if &captures[3] == "::" { &code[captures.get(0).expect("all of it").end()..] } else { "" };
        for part in behind(rest) {
            let name: String = part.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            let is_many = shared::MANY_MODULES.contains(&&*other);
            let is_inner = INNER.iter().any(|(home, inner)| *home == other && *inner == name);
            found.insert(if is_many || is_inner { name } else { other.clone() });
        }
    }
    found.retain(|name| name.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '_' | '-')) && !name.is_empty());
    found
}

/// The crate of a short path's module.
fn crate_of(shown: &str) -> String {
    let first = shown.split('/').next().unwrap_or_default();
    let is_crate = root().join("crates").join(first).is_dir();
    if is_crate {
        return first.to_owned();
    }
    let homes = shared::MANY_MODULES.iter().find(|home| {
        let module = first.trim_end_matches(".rs");
        let below = root().join("crates").join(home).join("src");
        below.join(module).is_dir() || below.join(format!("{module}.rs")).is_file()
    });
    homes.unwrap_or_else(|| panic!("{shown} is of no crate")).to_string()
}

#[test]
fn imports_follow_the_table() {
    let allowed = table("module");
    assert!(allowed.len() > 10, "the table of ARCHITECTURE.md was not found");
    let mut wrong = BTreeSet::new();
    let mut seen = 0;
    for (shown, module, code) in modules() {
        if matches!(module.as_str(), "main" | "cli" | "rules") {
            continue;
        }
        let Some(may) = allowed.get(&module) else {
            wrong.insert(format!("module {module} is not in the table"));
            continue;
        };
        for import in imports(&crate_of(&shown), &code).into_iter().filter(|import| *import != module) {
            seen += 1;
            if !may.contains(&import) {
                wrong.insert(format!("{shown}: {module} → {import} is not in the table"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.into_iter().collect::<Vec<_>>().join("\n"));
    assert!(seen > 300, "only {seen} imports were found");
}

/// Crates import what the table of crates says: all of it, and nothing else. That it is without circles, Cargo sees to.
#[test]
fn crates_follow_the_table() {
    let told = table("crate");
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(root().join("crates")).expect("there are crates").flatten() {
        let text = fs::read_to_string(entry.path().join("Cargo.toml")).expect("a crate has a Cargo.toml");
        let dependencies = text.split("[dependencies]\n").nth(1).unwrap_or_default();
        let lines = dependencies.lines().take_while(|line| !line.starts_with('['));
        let ours = lines.filter_map(|line| line.strip_prefix("plimsoll-")?.split(['.', ' ']).next());
        found.insert(entry.file_name().to_string_lossy().into_owned(), ours.map(str::to_owned).collect());
    }
    assert_eq!(told, found);
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

/// Whoever edits a rule compiles the rules and links: no library rests on them, but programs and tests do.
#[test]
fn nothing_rests_on_the_rules_but_programs() {
    let resting: Vec<String> =
        modules().into_iter().filter(|(.., code)| code.contains("plimsoll_rules")).map(|(shown, ..)| shown).collect();
    assert_eq!(resting, Vec::<String>::new(), "take what is shipped from whoever calls");
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
            ("source/guard.rs", "tells of a bug, where nothing else may work any more; the text is its own"),
            ("policy/cage/child.rs", "its streams are the pipes of the parent"),
        ],
    ),
    (
        "starts processes or opens connections",
        r"Command::new|process::Command|TcpStream|TcpListener|UdpSocket|UnixStream|UnixListener",
        &[("policy/cage/mod.rs", "starts this very program")],
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

/// Reports speak for the whole program, not for the crate that writes them.
#[test]
fn reports_describe_the_program_as_its_package_does() {
    assert_eq!(plimsoll_report::DESCRIPTION, env!("CARGO_PKG_DESCRIPTION"));
}
