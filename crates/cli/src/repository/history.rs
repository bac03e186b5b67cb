//! Commits: what they are made of, and how they follow each other.

use std::collections::{BinaryHeap, HashMap};

use super::objects::{Kind, hex, unhex};
use super::store::{Fault, Store};

/// A commit or tag larger than this is none that we read.
const COMMIT_LIMIT: u64 = 1 << 20;
/// So many commits are looked at for the first one.
const HISTORY_LIMIT: usize = 5_000;
/// So many commits are looked at for the one that two histories have in common.
const MERGE_BASE_LIMIT: usize = 100_000;
/// So many tags may name each other.
const TAGS_LIMIT: usize = 16;

/// A commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Commit {
    /// In hexadecimal, as all of these.
    pub(super) id: String,
    pub(super) tree: String,
    pub(super) parents: Vec<String>,
    /// When it was made, in seconds.
    pub(super) time: i64,
}

/// Reads a commit by its id in hexadecimal.
pub(super) fn commit(store: &Store, id: &str) -> Result<Commit, Fault> {
    let bytes = unhex(id).ok_or_else(|| Fault::Damaged(id.to_owned(), "it is no id"))?;
    let content = store.of_kind(Kind::Commit, &bytes, COMMIT_LIMIT)?;
    let field = |name| header(&content, name);
    let tree = field("tree").next().filter(|tree| super::is_id(tree));
    let tree = tree.ok_or_else(|| Fault::Damaged(id.to_owned(), "it names no tree"))?.to_owned();
    let parents = field("parent").filter(|parent| super::is_id(parent)).map(str::to_owned).collect();
    let committer = content.split(|byte| *byte == b'\n').find(|line| line.starts_with(b"committer "));
    let time = committer.and_then(|line| {
        let words: Vec<&[u8]> = line.rsplitn(3, |byte| *byte == b' ').collect();
        std::str::from_utf8(words.get(1)?).ok()?.parse().ok()
    });
    Ok(Commit { id: id.to_owned(), tree, parents, time: time.unwrap_or_default() })
}

/// The commit that an object is, or that it names where it is a tag; `None` where it is something else.
pub(super) fn peeled(store: &Store, id: &[u8]) -> Result<Option<String>, Fault> {
    let mut id = id.to_vec();
    for _ in 0..TAGS_LIMIT {
        match store.read(&id, COMMIT_LIMIT)? {
            (Kind::Commit, _) => return Ok(Some(hex(&id))),
            (Kind::Tag, content) => {
                let object = header(&content, "object").next().and_then(unhex);
                id = object.ok_or_else(|| Fault::Damaged(hex(&id), "it names no object"))?;
            }
            (Kind::Tree | Kind::Blob, _) => return Ok(None),
        }
    }
    Err(Fault::Beyond(format!("more than {TAGS_LIMIT} tags name each other")))
}

/// The commit that the history of a commit starts with, by first parents; `None` where it cannot be read as far as that (a shallow clone), or is longer
/// than is looked at.
pub(super) fn first(store: &Store, id: &str) -> Option<String> {
    let mut id = id.to_owned();
    for _ in 0..HISTORY_LIMIT {
        match commit(store, &id).ok()?.parents.into_iter().next() {
            Some(parent) => id = parent,
            None => return Some(id),
        }
    }
    None
}

/// The newest commit that two histories have in common. What is not there (a shallow clone) ends a history.
pub(super) fn merge_base(store: &Store, one: &str, other: &str) -> Result<Option<String>, Fault> {
    const ONE: u8 = 1;
    const OTHER: u8 = 2;
    /// In both, and all before it is, too.
    const COMMON: u8 = 4;
    let mut sides: HashMap<String, u8> = HashMap::new();
    let mut read: HashMap<String, Commit> = HashMap::new();
    let mut waiting: BinaryHeap<(i64, String)> = BinaryHeap::new();
    for (id, side) in [(one, ONE), (other, OTHER)] {
        *sides.entry(id.to_owned()).or_default() |= side;
        let commit = commit(store, id)?;
        waiting.push((commit.time, id.to_owned()));
        read.insert(id.to_owned(), commit);
    }
    let mut found: Vec<(i64, String)> = Vec::new();
    while waiting.iter().any(|(_, id)| sides[id] & COMMON == 0) {
        let Some((time, id)) = waiting.pop() else { break };
        let mut side = sides[&id];
        if side & COMMON == 0 && side & (ONE | OTHER) == ONE | OTHER {
            found.push((time, id.clone()));
            side |= COMMON;
        }
        for parent in read[&id].parents.clone() {
            let before = sides.get(&parent).copied().unwrap_or_default();
            if before | side == before {
                continue;
            }
            sides.insert(parent.clone(), before | side);
            if !read.contains_key(&parent) {
                if read.len() == MERGE_BASE_LIMIT {
                    let message =
                        format!("more than {MERGE_BASE_LIMIT} commits lie between them and what they have in common");
                    return Err(Fault::Beyond(message));
                }
                match commit(store, &parent) {
                    Ok(commit) => read.insert(parent.clone(), commit),
                    Err(Fault::Missing(_)) => continue,
                    Err(fault) => return Err(fault),
                };
            }
            waiting.push((read[&parent].time, parent));
        }
    }
    // What came before another one of these is no longer the newest.
    found.retain(|(_, id)| sides[id] & COMMON == 0);
    Ok(found.into_iter().max().map(|(_, id)| id))
}

/// The values of a field in the head of a commit or tag.
fn header<'a>(content: &'a [u8], name: &'a str) -> impl Iterator<Item = &'a str> {
    let lines = content.split(|byte| *byte == b'\n').take_while(|line| !line.is_empty());
    lines.filter_map(move |line| std::str::from_utf8(line).ok()?.strip_prefix(name)?.strip_prefix(' '))
}
