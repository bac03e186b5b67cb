//! Shell scripts: they run from where they lie, or from a directory above.

use super::Source;
use super::reader::SourceReader;

pub(super) const SOURCE: Source = Source { name: "script", takes, read };

fn takes(path: &str) -> bool {
    [".sh", ".bash", ".zsh"].iter().any(|end| path.ends_with(end))
}

fn read(reader: &mut SourceReader<'_>) {
    let text = reader.text;
    reader.script(text, 1, &reader.above());
}
