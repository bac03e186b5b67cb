//! `policies/catalogue.yaml`: what became of each row of the catalogue of checks. `docs/rules/catalogue.md` shows it, and is written by [`docs`](super::docs).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use plimsoll_policy::{Bundle, PolicySet, Rule};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Catalogue {
    families: BTreeMap<String, String>,
    rows: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    family: String,
    row: String,
    /// Rules of other names that judge it.
    #[serde(default)]
    rules: Vec<String>,
    /// Codes of problems that tell it.
    #[serde(default)]
    diagnostics: Vec<String>,
    /// What the program does about it by itself, whatever the rule.
    engine: Option<String>,
    manual: Option<String>,
    left: Option<String>,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    Done,
    Merged,
    Manual,
    Left,
    /// Nothing says.
    Open,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn catalogue() -> Catalogue {
    let text = fs::read_to_string(root().join("policies/catalogue.yaml")).unwrap();
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("policies/catalogue.yaml: {error}"))
}

/// The rules that bear the name of a row.
fn namesakes<'a>(row: &Row, rules: &'a [Arc<Rule>]) -> Vec<&'a str> {
    let ids = rules.iter().map(|rule| rule.id.as_str());
    ids.filter(|id| id.rsplit('/').next() == Some(&row.row)).collect()
}

fn fate(row: &Row, namesakes: &[&str]) -> Fate {
    match row {
        Row { manual: Some(_), .. } => Fate::Manual,
        Row { left: Some(_), .. } => Fate::Left,
        _ if !namesakes.is_empty() => Fate::Done,
        Row { engine: Some(_), .. } => Fate::Merged,
        Row { rules, diagnostics, .. } if rules.len() + diagnostics.len() > 0 => Fate::Merged,
        _ => Fate::Open,
    }
}

/// The page, as Markdown.
pub(crate) fn page(rules: &[Arc<Rule>]) -> String {
    let Catalogue { families, rows } = catalogue();
    let mut out = String::from(
        "# The catalogue, row by row\n\nWhat became of each row of the catalogue of checks: *done* by the rule of its name, *merged* into rules of other names, into \
         a diagnostic of the loader (a problem, told before rules are asked) or into the way all rules are judged, *manual* where files cannot decide it, *left* with the reason. \
         Written from `policies/catalogue.yaml` and the rules; do not edit.\n\n\
         | family | rows | done | merged | manual | left |\n|---|---|---|---|---|---|\n",
    );
    let mut total = [0; 5];
    for (letter, title) in &families {
        let mut counts = [0; 5];
        for row in rows.iter().filter(|row| row.family == *letter) {
            counts[fate(row, &namesakes(row, rules)) as usize] += 1;
        }
        let [done, merged, manual, left, _] = counts;
        let all: usize = counts.iter().sum();
        writeln!(out, "| {letter} {title} | {all} | {done} | {merged} | {manual} | {left} |").unwrap();
        (0..5).for_each(|i| total[i] += counts[i]);
    }
    let [done, merged, manual, left, _] = total;
    writeln!(out, "| all | {} | {done} | {merged} | {manual} | {left} |", total.iter().sum::<usize>()).unwrap();
    for (letter, title) in &families {
        writeln!(out, "\n## {letter} {title}\n\n| row | | by |\n|---|---|---|").unwrap();
        for row in rows.iter().filter(|row| row.family == *letter) {
            let fate = fate(row, &namesakes(row, rules));
            let by = by(row, &namesakes(row, rules));
            writeln!(out, "| `{}` | {} | {by} |", row.row, format!("{fate:?}").to_lowercase()).unwrap();
        }
    }
    out
}

fn by(row: &Row, namesakes: &[&str]) -> String {
    let rules = namesakes.iter().copied().chain(row.rules.iter().map(String::as_str));
    let mut parts: Vec<String> = rules.map(|id| format!("[`{id}`]({id}.md)")).collect();
    parts.extend(row.diagnostics.iter().map(|code| format!("diagnostic `{code}`")));
    parts.extend(row.engine.iter().chain(&row.manual).chain(&row.left).cloned());
    parts.join(", ").replace('|', "\\|")
}

#[test]
fn each_row_is_accounted_for_once() {
    let set =
        PolicySet::load(Bundle::shipped(&plimsoll_rules::SHIPPED)).unwrap_or_else(|errors| panic!("{}", errors[0]));
    let Catalogue { families, rows } = catalogue();
    let ids: BTreeSet<&str> = set.rules().iter().map(|rule| rule.id.as_str()).collect();
    let sources = sources();
    let mut seen = BTreeSet::new();
    for row in &rows {
        let name = &row.row;
        let namesakes = namesakes(row, set.rules());
        assert!(seen.insert(name), "{name} is there twice");
        assert!(families.contains_key(&row.family), "{name}: no family {}", row.family);
        assert_ne!(fate(row, &namesakes), Fate::Open, "{name}: no rule has its name, and nothing else is said");
        assert!(
            namesakes.is_empty() || (row.manual.is_none() && row.left.is_none()),
            "{name}: a rule has its name, so it is neither manual nor left"
        );
        for rule in &row.rules {
            assert!(ids.contains(rule.as_str()), "{name}: no rule {rule}");
            assert!(!namesakes.contains(&rule.as_str()), "{name}: {rule} has its name and need not be said");
        }
        for code in &row.diagnostics {
            assert!(sources.contains(&format!("\"{code}\"")), "{name}: nothing gives the diagnostic {code}");
        }
    }
}

/// The program's text, where codes of problems stand.
fn sources() -> String {
    crate::shared::rust().into_iter().map(|(_, path)| fs::read_to_string(path).unwrap()).collect()
}
