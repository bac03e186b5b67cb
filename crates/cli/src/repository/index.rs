//! Git's index: which files are tracked, with which content, and the tree that they make.

use super::objects::{Hash, hex};

/// No path lies deeper than this.
const DEPTH_LIMIT: usize = 256;

/// A tracked file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) path: String,
    pub(super) mode: u32,
    pub(super) id: Vec<u8>,
    /// Seconds and nanoseconds of the last change that git saw.
    pub(super) changed: (u32, u32),
    /// The size that git saw.
    pub(super) size: u32,
}

/// Reads an index. What it does not understand is said: then nothing can be compared.
pub(super) fn parse(bytes: &[u8], hash: Hash) -> Result<Vec<Entry>, &'static str> {
    let mut reader = IndexBytes { bytes, at: 0 };
    let (version, count) = reader.header()?;
    let mut entries: Vec<Entry> = Vec::new();
    let mut previous = Vec::new();
    for _ in 0..count {
        let raw = reader.entry(version, hash, &previous)?;
        previous.clone_from(&raw.path);
        entries.push(raw.whole()?);
    }
    // Extensions whose name starts with a small letter change what the entries mean.
    while reader.bytes.len() - reader.at > hash.length() {
        let name = reader.take(4)?;
        if !name[0].is_ascii_uppercase() {
            return Err("the index of git is split or sparse");
        }
        let length = reader.number()? as usize;
        reader.take(length)?;
    }
    Ok(entries)
}

/// The tracked paths of an index, sorted: whatever the state of the checkout, but for paths that are not UTF-8, which no walk can name either.
pub(super) fn paths(bytes: &[u8], hash: Hash) -> Result<Vec<String>, &'static str> {
    let mut reader = IndexBytes { bytes, at: 0 };
    let (version, count) = reader.header()?;
    let mut found = Vec::new();
    let mut previous = Vec::new();
    for _ in 0..count {
        let raw = reader.entry(version, hash, &previous)?;
        previous.clone_from(&raw.path);
        found.extend(String::from_utf8(raw.path).ok());
    }
    // A split index names the file that holds the rest.
    while reader.bytes.len() - reader.at > hash.length() {
        let is_link = reader.take(4)? == b"link";
        let length = reader.number()? as usize;
        if is_link {
            return Err("the index of git is split");
        }
        reader.take(length)?;
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// An entry as it stands there.
struct Raw {
    path: Vec<u8>,
    mode: u32,
    id: Vec<u8>,
    changed: (u32, u32),
    size: u32,
    /// A side of an unfinished merge.
    is_side: bool,
    /// Not checked out.
    is_absent: bool,
}

impl Raw {
    /// The entry, where it says all that comparing needs.
    fn whole(self) -> Result<Entry, &'static str> {
        if self.is_side {
            return Err("a merge is not finished");
        }
        if self.is_absent {
            return Err("the checkout is sparse");
        }
        let path = String::from_utf8(self.path).map_err(|_| "a tracked path is not UTF-8")?;
        let is_plain = path.split('/').all(|part| !part.is_empty() && !matches!(part, "." | ".." | ".git"));
        if !is_plain || path.split('/').count() > DEPTH_LIMIT {
            return Err("a tracked path is none");
        }
        Ok(Entry { path, mode: self.mode, id: self.id, changed: self.changed, size: self.size })
    }
}

struct IndexBytes<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> IndexBytes<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], &'static str> {
        let end = self.at.checked_add(count).filter(|end| *end <= self.bytes.len()).ok_or("the index of git is cut")?;
        let taken = &self.bytes[self.at..end];
        self.at = end;
        Ok(taken)
    }

    fn number(&mut self) -> Result<u32, &'static str> {
        Ok(self.take(4)?.iter().fold(0, |number, byte| number << 8 | u32::from(*byte)))
    }

    fn until_nul(&mut self) -> Result<&'a [u8], &'static str> {
        let length = self.bytes[self.at..].iter().position(|byte| *byte == 0).ok_or("the index of git is cut")?;
        let taken = self.take(length)?;
        self.take(1)?;
        Ok(taken)
    }

    /// Version and number of entries.
    fn header(&mut self) -> Result<(u32, u32), &'static str> {
        if self.take(4)? != b"DIRC" {
            return Err("the index of git is none");
        }
        let version = self.number()?;
        if !(2..=4).contains(&version) {
            return Err("the index of git has a version that is not known");
        }
        Ok((version, self.number()?))
    }

    fn entry(&mut self, version: u32, hash: Hash, previous: &[u8]) -> Result<Raw, &'static str> {
        let start = self.at;
        self.take(8)?;
        let changed = (self.number()?, self.number()?);
        self.take(8)?;
        let mode = self.number()?;
        self.take(8)?;
        let size = self.number()?;
        let id = self.take(hash.length())?.to_vec();
        let flags = self.take(2)?;
        let (stage, is_extended) = (flags[0] >> 4 & 3, flags[0] & 0x40 != 0);
        let is_absent = version >= 3 && is_extended && self.take(2)?[0] & 0x40 != 0;
        let path = if version == 4 {
            let strip = self.varint()?;
            let kept = previous.len().checked_sub(strip).and_then(|end| previous.get(..end));
            let kept = kept.ok_or("the index of git is cut")?;
            [kept, self.until_nul()?].concat()
        } else {
            let path = self.until_nul()?.to_vec();
            // Entries start at multiples of eight bytes.
            let padding = (8 - (self.at - start) % 8) % 8;
            self.take(padding)?;
            path
        };
        Ok(Raw { path, mode, id, changed, size, is_side: stage != 0, is_absent })
    }

    fn varint(&mut self) -> Result<usize, &'static str> {
        let mut byte = self.take(1)?[0];
        let mut number = usize::from(byte & 0x7f);
        while byte & 0x80 != 0 {
            byte = self.take(1)?[0];
            number = number.checked_add(1).and_then(|n| n.checked_mul(128)).ok_or("the index of git is cut")?;
            number += usize::from(byte & 0x7f);
        }
        Ok(number)
    }
}

/// Id of the tree that the entries make, in hexadecimal.
pub(super) fn tree(entries: &[Entry], hash: Hash) -> String {
    hex(&subtree(entries, 0, hash))
}

/// The tree of entries that share their first `prefix` bytes, in git's order.
fn subtree(entries: &[Entry], prefix: usize, hash: Hash) -> Vec<u8> {
    let mut content = Vec::new();
    let mut rest = entries;
    while let Some(first) = rest.first() {
        let name = &first.path[prefix..];
        match name.split_once('/') {
            Some((directory, _)) => {
                let inside = prefix + directory.len() + 1;
                let shared = &first.path[..inside];
                let count = rest.iter().take_while(|entry| entry.path.starts_with(shared)).count();
                content.extend(format!("40000 {directory}\0").bytes());
                content.extend(subtree(&rest[..count], inside, hash));
                rest = &rest[count..];
            }
            None => {
                content.extend(format!("{:o} {name}\0", first.mode).bytes());
                content.extend(&first.id);
                rest = &rest[1..];
            }
        }
    }
    hash.object("tree", &content)
}
