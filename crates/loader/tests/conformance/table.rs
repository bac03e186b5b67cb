//! Noun: a table of rows. `#` begins a line of the head or a remark; every other line is a row: what is given, ` => `, what it comes to.
//!
//! Several givens are parted by ` ;; `. In them `\n`, `\r`, `\t`, `\s` (a space at an end), `\e` (nothing), `\#`, `\;`, `\\` and `\u{…}` stand for what they say.
//! `! word,word` in place of a value: it is refused, and the reason has these words.

use std::fs;
use std::path::Path;

/// Rows of one kind.
pub(crate) struct Table {
    /// The file.
    pub(crate) name: String,
    /// How its rows are asked.
    pub(crate) kind: String,
    /// Where the answer is found, for kinds that need it.
    pub(crate) look: String,
    /// The cases.
    pub(crate) rows: Vec<Row>,
}

/// A case.
pub(crate) struct Row {
    /// Counted from 1.
    pub(crate) line: usize,
    /// As written.
    pub(crate) text: String,
    /// What is given.
    pub(crate) given: Vec<String>,
    /// What it comes to.
    pub(crate) expected: String,
}

impl Row {
    /// A given; empty where the row has fewer.
    pub(crate) fn given(&self, index: usize) -> &str {
        self.given.get(index).map_or("", String::as_str)
    }
}

/// All tables, by name.
pub(crate) fn all() -> Vec<Table> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/tables");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| read(path)).collect()
}

fn read(path: &Path) -> Table {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let text = fs::read_to_string(path).unwrap();
    let head = |key: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(&format!("# {key}: ")));
        line.map(str::trim).unwrap_or_default().to_owned()
    };
    assert!(head("spec").contains("https://"), "{name}: the head names no `spec` with its address");
    let rows = text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let rows = rows.map(|(index, line)| {
        let (given, expected) =
            line.rsplit_once(" => ").unwrap_or_else(|| panic!("{name}:{}: a row has no ` => `", index + 1));
        let given = given.split(" ;; ").map(unescaped).collect();
        Row { line: index + 1, text: line.to_owned(), given, expected: expected.to_owned() }
    });
    Table { kind: head("kind"), look: head("look"), rows: rows.collect(), name }
}

fn unescaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            result.push(c);
            continue;
        }
        match rest.next() {
            Some('n') => result.push('\n'),
            Some('r') => result.push('\r'),
            Some('t') => result.push('\t'),
            Some('s') => result.push(' '),
            Some('e') => {}
            Some('u') => {
                let code: String = rest.by_ref().skip(1).take_while(|c| *c != '}').collect();
                result.push(char::from_u32(u32::from_str_radix(&code, 16).unwrap()).unwrap());
            }
            Some(c @ ('\\' | '#' | ';')) => result.push(c),
            other => panic!("no escape {other:?}: {text}"),
        }
    }
    result
}
