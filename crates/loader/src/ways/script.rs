//! Shell scripts: they run from the root or from where they lie.

use super::Source;
use super::reader::SourceReader;

pub(super) const SOURCE: Source = Source { name: "script", takes, read };

fn takes(path: &str) -> bool {
    [".sh", ".bash", ".zsh"].iter().any(|end| path.ends_with(end))
}

fn read(reader: &mut SourceReader<'_>) {
    let (text, home) = (reader.text, reader.home);
    reader.script(text, 1, &[home, "."]);
}
