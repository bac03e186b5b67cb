//! Git's objects: their ids, and the tree of a commit, from single files or packs.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use plimsoll_loader::disk::Below;
use sha2::Digest as _;

/// A commit larger than this is none that we read.
const COMMIT_LIMIT: usize = 1 << 20;
/// So many commits are looked at for the first one.
const HISTORY_LIMIT: usize = 5_000;
/// A repository has not more packs than this.
const PACKS_LIMIT: usize = 4096;
/// How many deltas may stand on each other.
const DELTAS_LIMIT: usize = 64;

/// How a repository names its objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    Sha1,
    Sha256,
}

impl Hash {
    /// By the form of an id.
    pub(super) fn of(id: &str) -> Self {
        if id.len() == 64 { Self::Sha256 } else { Self::Sha1 }
    }

    pub(super) fn length(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
        }
    }

    /// The id of an object.
    pub(super) fn object(self, kind: &str, content: &[u8]) -> Vec<u8> {
        let mut hasher = self.start(kind, content.len() as u64);
        hasher.update(content);
        hasher.finish()
    }

    /// An id that is computed piece by piece.
    pub(super) fn start(self, kind: &str, length: u64) -> Hasher {
        let mut hasher = match self {
            Self::Sha1 => Hasher::Sha1(sha1_smol::Sha1::new()),
            Self::Sha256 => Hasher::Sha256(sha2::Sha256::new()),
        };
        hasher.update(format!("{kind} {length}\0").as_bytes());
        hasher
    }
}

pub(super) enum Hasher {
    Sha1(sha1_smol::Sha1),
    Sha256(sha2::Sha256),
}

impl Hasher {
    pub(super) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha1(hasher) => hasher.update(bytes),
            Self::Sha256(hasher) => hasher.update(bytes),
        }
    }

    pub(super) fn finish(self) -> Vec<u8> {
        match self {
            Self::Sha1(hasher) => hasher.digest().bytes().to_vec(),
            Self::Sha256(hasher) => hasher.finalize().to_vec(),
        }
    }
}

pub(super) fn hex(id: &[u8]) -> String {
    id.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(id: &str) -> Option<Vec<u8>> {
    (0..id.len()).step_by(2).map(|at| u8::from_str_radix(id.get(at..at + 2)?, 16).ok()).collect()
}

/// The id of a commit's tree, in hexadecimal; `None` where the commit cannot be read.
pub(super) fn tree_of(git: &Path, commit: &str) -> Option<String> {
    let content = commit_of(git, commit)?;
    header(&content, "tree").next().map(str::to_owned)
}

/// The commit that the history of a commit starts with, by first parents; `None` where it cannot be read as far as that (a shallow clone), or is longer
/// than is looked at.
pub(super) fn root_of(git: &Path, commit: &str) -> Option<String> {
    let mut commit = commit.to_owned();
    for _ in 0..HISTORY_LIMIT {
        let content = commit_of(git, &commit)?;
        match header(&content, "parent").next() {
            Some(parent) => commit = parent.to_owned(),
            None => return Some(commit),
        }
    }
    None
}

/// The content of a commit, which is what its id says.
fn commit_of(git: &Path, commit: &str) -> Option<Vec<u8>> {
    let id = unhex(commit)?;
    let content = loose(git, commit).or_else(|| packed(git, &id, 0))?;
    (Hash::of(commit).object("commit", &content) == id).then_some(content)
}

/// The values of a field in the head of a commit.
fn header<'a>(content: &'a [u8], name: &'a str) -> impl Iterator<Item = &'a str> {
    let lines = content.split(|byte| *byte == b'\n').take_while(|line| !line.is_empty());
    lines.filter_map(move |line| std::str::from_utf8(line).ok()?.strip_prefix(name)?.strip_prefix(' '))
}

fn inflate(bytes: &[u8]) -> Option<Vec<u8>> {
    miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(bytes, COMMIT_LIMIT).ok()
}

/// A commit in a file of its own.
fn loose(git: &Path, id: &str) -> Option<Vec<u8>> {
    let path = format!("objects/{}/{}", id.get(..2)?, id.get(2..)?);
    let object = inflate(&super::bytes(git, &path, COMMIT_LIMIT as u64).ok()?)?;
    let start = object.iter().position(|byte| *byte == 0)? + 1;
    object.starts_with(b"commit ").then(|| object[start..].to_vec())
}

/// A commit in one of the packs.
fn packed(git: &Path, id: &[u8], depth: usize) -> Option<Vec<u8>> {
    if depth > DELTAS_LIMIT {
        return None;
    }
    let packs = git.join("objects/pack");
    let directory = super::is_direct(&packs).then(|| fs::read_dir(&packs).ok()).flatten()?;
    let names = directory.take(3 * PACKS_LIMIT).filter_map(|entry| entry.ok().map(|entry| entry.file_name()));
    let paths = names.map(|name| Path::new("objects/pack").join(name));
    let mut indexes: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|e| e == "idx")).collect();
    indexes.sort();
    indexes.iter().find_map(|index| {
        let offset = offset_in(git, index, id)?;
        at_offset(git, &index.with_extension("pack"), offset, id.len(), depth)
    })
}

fn open(git: &Path, inside: &Path) -> Option<File> {
    Below::new(git).ok()?.open_regular(inside).ok().map(|(file, _)| file)
}

fn read_at(file: &mut File, offset: u64, length: usize) -> Option<Vec<u8>> {
    file.seek(SeekFrom::Start(offset)).ok()?;
    let mut bytes = Vec::new();
    file.take(length as u64).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// Where a pack's index (version 2) says that the object starts.
fn offset_in(git: &Path, index: &Path, id: &[u8]) -> Option<u64> {
    let mut file = open(git, index)?;
    let head = read_at(&mut file, 0, 8 + 1024)?;
    if head.len() != 8 + 1024 || head[..8] != [0xff, b't', b'O', b'c', 0, 0, 0, 2] {
        return None;
    }
    let fan = |n: usize| number(&head[8 + 4 * n..12 + 4 * n]);
    let first = usize::from(*id.first()?);
    let (mut low, mut high, total) = (if first == 0 { 0 } else { fan(first - 1) }, fan(first), fan(255));
    let (ids, width) = (8 + 1024, id.len() as u64);
    while low < high {
        let middle = low + (high - low) / 2;
        let found = read_at(&mut file, ids + middle * width, id.len())?;
        match found.as_slice().cmp(id) {
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
            std::cmp::Ordering::Equal => {
                let offsets = ids + total * (width + 4);
                let offset = number(&read_at(&mut file, offsets + middle * 4, 4)?);
                if offset & 0x8000_0000 == 0 {
                    return Some(offset);
                }
                let large = offsets + total * 4 + (offset & 0x7fff_ffff) * 8;
                return Some(number(&read_at(&mut file, large, 8)?));
            }
        }
    }
    None
}

/// The commit that starts there, its deltas applied.
fn at_offset(git: &Path, pack: &Path, offset: u64, width: usize, depth: usize) -> Option<Vec<u8>> {
    const COMMIT: u8 = 1;
    const BY_OFFSET: u8 = 6;
    const BY_ID: u8 = 7;
    if depth > DELTAS_LIMIT {
        return None;
    }
    let bytes = read_at(&mut open(git, pack)?, offset, COMMIT_LIMIT)?;
    let kind = bytes.first()? >> 4 & 7;
    let head = bytes.iter().position(|byte| byte & 0x80 == 0)? + 1;
    let rest = bytes.get(head..)?;
    match kind {
        COMMIT => inflate(rest),
        BY_OFFSET => {
            let length = rest.iter().take(10).position(|byte| byte & 0x80 == 0)? + 1;
            let mut back = 0_u64;
            for (n, byte) in rest[..length].iter().enumerate() {
                back = (back + u64::from(n > 0)).checked_mul(128)? + u64::from(byte & 0x7f);
            }
            let base = at_offset(git, pack, offset.checked_sub(back)?, width, depth + 1)?;
            patched(&base, &inflate(rest.get(length..)?)?)
        }
        BY_ID => patched(&packed(git, rest.get(..width)?, depth + 1)?, &inflate(rest.get(width..)?)?),
        _ => None,
    }
}

/// A delta applied to its base.
fn patched(base: &[u8], delta: &[u8]) -> Option<Vec<u8>> {
    let mut delta = delta.iter().copied();
    // The sizes of base and result: the id that is checked in the end says whether they were right.
    for _ in 0..2 {
        while delta.next()? & 0x80 != 0 {}
    }
    let mut result = Vec::new();
    while let Some(command) = delta.next() {
        if command & 0x80 == 0 {
            let count = usize::from(command);
            let before = result.len();
            result.extend(delta.by_ref().take(count));
            if command == 0 || result.len() - before != count {
                return None;
            }
        } else {
            let mut part = |first: u8, bytes: u8| -> Option<usize> {
                let mut value = 0;
                for n in (0..bytes).filter(|n| command >> (first + n) & 1 == 1) {
                    value |= usize::from(delta.next()?) << (8 * n);
                }
                Some(value)
            };
            let start = part(0, 4)?;
            let length = Some(part(4, 3)?).filter(|length| *length > 0).unwrap_or(0x1_0000);
            result.extend(base.get(start..start.checked_add(length)?)?);
        }
        if result.len() > COMMIT_LIMIT {
            return None;
        }
    }
    Some(result)
}
