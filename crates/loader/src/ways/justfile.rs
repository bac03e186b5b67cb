//! Justfiles: the recipes, with the variables put in that the file sets to a text.

use super::Source;
use super::makefile::joined;
use super::reader::SourceReader;
use super::variables::Variables;

pub(super) const SOURCE: Source = Source { name: "justfile", takes, read };

/// What stands around a variable.
const MARKS: [(&str, &str); 1] = [("{{", "}}")];

fn takes(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    name == "justfile" || name == ".justfile" || name.ends_with(".just")
}

fn read(reader: &mut SourceReader<'_>) {
    let (text, home) = (reader.text, reader.home);
    let mut variables = Variables::default();
    for (_, line) in joined(text).filter(|(_, line)| !line.starts_with([' ', '\t'])) {
        if let Some((name, value)) = line.split_once(":=") {
            let value = value.trim();
            let quoted = ['"', '\''].iter().find_map(|mark| value.strip_prefix(*mark)?.strip_suffix(*mark));
            if let Some(value) = quoted.filter(|value| !value.contains('\\')) {
                variables.learn(name.trim().trim_start_matches("export "), value, &MARKS, &reader.budget);
            }
        }
    }
    for (number, line) in joined(text).filter(|(_, line)| line.starts_with([' ', '\t'])) {
        let recipe = line.trim_start().trim_start_matches(['@', '-']);
        if let Some(recipe) = variables.put_in(recipe, &MARKS, &reader.budget) {
            reader.script(&recipe, number, &[home, "."]);
        }
    }
}
