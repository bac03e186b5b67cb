//! Makefiles: the recipes, with the variables put in that the file sets to a text.

use super::Source;
use super::reader::SourceReader;
use super::variables::Variables;

pub(super) const SOURCE: Source = Source { name: "makefile", takes, read };

/// What stands around a variable.
const MARKS: [(&str, &str); 2] = [("$(", ")"), ("${", "}")];

fn takes(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let lower = name.to_ascii_lowercase();
    lower == "makefile" || lower == "gnumakefile" || name.ends_with(".mk") || lower.starts_with("makefile.")
}

fn read(reader: &mut SourceReader<'_>) {
    let (text, home) = (reader.text, reader.home);
    let mut variables = Variables::default();
    // How many conditions what is added to hangs on.
    let mut conditions = 0usize;
    for (_, line) in joined(text).filter(|(_, line)| !line.starts_with('\t')) {
        match line.split_whitespace().next() {
            Some("ifeq" | "ifneq" | "ifdef" | "ifndef") => conditions += 1,
            Some("endif") => conditions = conditions.saturating_sub(1),
            _ => {}
        }
        if let Some((name, value)) = addition(&line) {
            variables.add(name, (conditions == 0).then_some(value), &MARKS, &reader.budget);
        } else if let Some((name, value)) = assignment(&line) {
            variables.learn(name, value, &MARKS, &reader.budget);
        }
    }
    for (number, line) in joined(text) {
        let recipe = match (line.strip_prefix('\t'), line.split_once(';')) {
            (Some(recipe), _) => recipe,
            // `target: needed ; command`, and `X = docker compose -f a.yml`.
            (None, Some((rule, command))) if rule.contains(':') && !rule.contains('=') => command,
            (None, _) => match assignment(&line) {
                Some((_, value)) => value,
                None => continue,
            },
        };
        let recipe = recipe.trim_start_matches(['@', '-', '+', ' ', '\t']);
        if let Some(recipe) = variables.put_in(recipe, &MARKS, &reader.budget) {
            reader.script(&recipe.replace("$$", "$"), number, &[home, "."]);
        }
    }
}

/// Lines with those that a backslash continues, each with its number.
pub(super) fn joined(text: &str) -> impl Iterator<Item = (u32, String)> {
    let mut lines = (1u32..).zip(text.lines());
    std::iter::from_fn(move || {
        let (number, first) = lines.next()?;
        let mut line = first.to_owned();
        while line.ends_with('\\') {
            line.pop();
            let Some((_, next)) = lines.next() else { break };
            line.push(' ');
            line.push_str(next.trim_start());
        }
        Some((number, line))
    })
}

/// Name and value of `NAME += value`.
fn addition(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once("+=")?;
    assigned(name, value)
}

/// Name and value of `NAME = value`, `:=`, `?=`, `::=`.
fn assignment(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once('=')?;
    assigned(name.trim_end_matches([':', '?', ' ', '\t']), value)
}

fn assigned<'t>(name: &'t str, value: &'t str) -> Option<(&'t str, &'t str)> {
    let name = name.trim_start();
    let name = name.strip_prefix("export ").unwrap_or(name).trim();
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
    is_name.then(|| (name, value.split(" #").next().unwrap_or_default().trim()))
}
