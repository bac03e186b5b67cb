//! `package.json`: its scripts.

use super::Source;
use super::reader::SourceReader;
use super::yaml::Tree;

pub(super) const SOURCE: Source = Source { name: "package-script", takes, read };

fn takes(path: &str) -> bool {
    path.rsplit('/').next().unwrap_or(path) == "package.json"
}

fn read(reader: &mut SourceReader<'_>) {
    // JSON is YAML.
    let tree = Tree::of(reader);
    let Some(scripts) = tree.top().and_then(|top| top.mapping("scripts")) else { return };
    let home = reader.home;
    for (text, start) in scripts.all() {
        let line = reader.line(start);
        reader.script(text, line, &[home]);
    }
}
