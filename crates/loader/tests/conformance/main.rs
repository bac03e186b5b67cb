//! Tables of small inputs and what Docker makes of them, one row a case: `tables/*.txt`.
//!
//! What is right comes from the documents that the head of each table names and, for Compose and env files, from what docker compose itself answered;
//! never from what this loader gave. A new row is a line; a new table is a file with a head that names its `spec` and one of the kinds below.
#![expect(clippy::unwrap_used, reason = "a test stops where a table is not as it should be")]

mod compose;
mod docker;
mod table;

use std::collections::BTreeMap;

use rayon::prelude::*;

use self::table::{Row, Table};

/// How the rows of a kind are asked.
type Ask = fn(&Table, &Row) -> Answer;

/// What the loader makes of a row.
enum Answer {
    /// It is taken, and comes to this.
    Taken(String),
    /// It is refused, for these reasons.
    Refused(Vec<String>),
}

const KINDS: [(&str, Ask); 13] = [
    ("service", compose::service),
    ("at", compose::attribute),
    ("refused", compose::refused),
    ("interpolation", compose::interpolation),
    ("merge", compose::merge),
    ("extends", compose::extends),
    ("project", compose::project),
    ("dotenv", compose::dotenv),
    ("dotenv_raw", compose::dotenv_raw),
    ("dockerfile", docker::dockerfile),
    ("expansion", docker::expansion),
    ("ignore", docker::ignore),
    ("image", docker::image),
];

/// Fewer rows than this, and a table was lost.
const LEAST: usize = 800;

#[test]
fn every_row_of_every_table_holds() {
    let tables = table::all();
    let mut wrong = Vec::new();
    for table in &tables {
        let ask = KINDS.iter().find(|(kind, _)| *kind == table.kind).map(|(_, ask)| ask);
        let ask = ask.unwrap_or_else(|| panic!("{}: no kind {:?}", table.name, table.kind));
        let complaints = table.rows.par_iter().filter_map(|row| {
            let complaint = complaint(row, &ask(table, row))?;
            Some(format!("{}:{}: {}\n    {complaint}", table.name, row.line, row.text))
        });
        wrong.extend(complaints.collect::<Vec<_>>());
    }
    assert!(wrong.is_empty(), "{} rows do not hold:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn no_table_and_no_kind_is_lost() {
    let tables = table::all();
    let rows: usize = tables.iter().map(|table| table.rows.len()).sum();
    assert!(rows >= LEAST, "{rows} rows");
    let mut seen = BTreeMap::new();
    for table in &tables {
        *seen.entry(table.kind.as_str()).or_insert(0) += table.rows.len();
        let mut givens: Vec<&Vec<String>> = table.rows.iter().map(|row| &row.given).collect();
        givens.sort();
        let twice = givens.windows(2).find(|pair| pair[0] == pair[1]);
        assert_eq!(twice, None, "{}: a row stands there twice", table.name);
    }
    let kinds: Vec<&str> = KINDS.iter().map(|(kind, _)| *kind).collect();
    let empty: Vec<&&str> = kinds.iter().filter(|kind| !seen.contains_key(**kind)).collect();
    assert!(empty.is_empty(), "no row of {empty:?}");
}

/// What is not as the row says.
fn complaint(row: &Row, answer: &Answer) -> Option<String> {
    match (row.expected.strip_prefix("! "), answer) {
        (None, Answer::Taken(got)) if same(&row.expected, got) => None,
        (_, Answer::Taken(got)) => Some(format!("got {got}")),
        (None, Answer::Refused(reasons)) => Some(format!("refused: {reasons:?}")),
        (Some(words), Answer::Refused(reasons)) => {
            let told = reasons.join("\n");
            let missing: Vec<&str> = words.split(',').filter(|word| !told.contains(word)).collect();
            (!missing.is_empty()).then(|| format!("nobody says {missing:?}: {told}"))
        }
    }
}

/// As JSON where both are, else as text.
fn same(expected: &str, got: &str) -> bool {
    let parsed = |text| serde_json::from_str::<serde_json::Value>(text).ok();
    match (parsed(expected), parsed(got)) {
        (Some(expected), Some(got)) => expected == got,
        _ => expected == got,
    }
}
