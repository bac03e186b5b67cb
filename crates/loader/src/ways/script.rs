//! Shell scripts: they run from the root or from where they lie.

use super::Source;
use super::reader::Reader;

pub(super) const SOURCE: Source = Source { name: "script", takes, read };

fn takes(path: &str) -> bool {
    [".sh", ".bash", ".zsh"].iter().any(|end| path.ends_with(end))
}

fn read(reader: &mut Reader<'_>) {
    let (text, home) = (reader.text, reader.home);
    reader.script(text, 1, &[home, "."]);
}
