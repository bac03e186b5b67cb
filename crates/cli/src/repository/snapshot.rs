//! The tree of a commit as a tree of files: its names in memory, its contents read from the objects where somebody asks for them.

use std::sync::{Arc, Mutex, PoisonError};

use plimsoll_loader::disk::{Branch, Contents, Stored, StoredTree, name};
use plimsoll_source::files::ReadError;

use super::objects::{Kind, hex, unhex};
use super::store::{Fault, Store};

/// A directory with more bytes of names than this is none.
const TREE_LIMIT: u64 = 16 << 20;
/// Files and directories of a revision.
const MAX_ENTRIES: usize = 1_000_000;
/// No path lies deeper than this.
const DEPTH_LIMIT: usize = 256;
/// A file of which only the beginning is asked for is not read where it is larger than this.
const START_LIMIT: u64 = 64 << 20;

/// Objects that turned out not to be readable while files were asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Faults(Arc<Mutex<Vec<Fault>>>);

impl Faults {
    /// The first of them.
    pub(crate) fn first(&self) -> Option<Fault> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).first().cloned()
    }

    fn add(&self, fault: Fault) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(fault);
    }
}

/// The files of a tree by its id.
pub(super) fn tree(store: Store, id: &str) -> Result<(StoredTree, Faults), Fault> {
    let bytes = unhex(id).ok_or_else(|| Fault::Damaged(id.to_owned(), "it is no id"))?;
    let mut left = MAX_ENTRIES;
    let top = branch(&store, &bytes, 0, &mut left)?;
    let faults = Faults::default();
    Ok((StoredTree::new(top, Box::new(Objects { store, faults: faults.clone() })), faults))
}

fn branch(store: &Store, id: &[u8], depth: usize, left: &mut usize) -> Result<Branch, Fault> {
    if depth > DEPTH_LIMIT {
        return Err(Fault::Beyond(format!("its directories lie more than {DEPTH_LIMIT} deep")));
    }
    let content = store.of_kind(Kind::Tree, id, TREE_LIMIT)?;
    let damaged = |what| Fault::Damaged(hex(id), what);
    let mut branch = Branch::default();
    let mut rest = content.as_slice();
    while !rest.is_empty() {
        let head = rest.iter().position(|byte| *byte == 0).ok_or_else(|| damaged("it is cut"))?;
        let end = head + 1 + store.hash().length();
        let space = rest[..head].iter().position(|byte| *byte == b' ').ok_or_else(|| damaged("it is cut"))?;
        let (mode, file) = (&rest[..space], &rest[space + 1..head]);
        let key = rest.get(head + 1..end).ok_or_else(|| damaged("it is cut"))?;
        if file.is_empty() || file.contains(&b'/') || matches!(file, b"." | b"..") || file.eq_ignore_ascii_case(b".git")
        {
            return Err(damaged("a name in it is none that git would check out"));
        }
        *left = left
            .checked_sub(1)
            .ok_or_else(|| Fault::Beyond(format!("more than {MAX_ENTRIES} files and directories are in it")))?;
        let node = match mode {
            b"40000" | b"040000" => Stored::Branch(self::branch(store, key, depth + 1, left)?),
            b"120000" => Stored::Link(key.into()),
            // A submodule: what a checkout has of it is an empty directory, until somebody asks for more.
            b"160000" => Stored::Branch(Branch::default()),
            mode if mode.starts_with(b"100") => Stored::File(key.into()),
            _ => return Err(damaged("a mode in it is none")),
        };
        branch.entries.insert(name(file), node);
        rest = &rest[end..];
    }
    Ok(branch)
}

/// Where the contents of files are read.
#[derive(Debug)]
struct Objects {
    store: Store,
    faults: Faults,
}

impl Objects {
    fn read(&self, key: &[u8], limit: u64) -> Result<Vec<u8>, ReadError> {
        self.store.of_kind(Kind::Blob, key, limit).map_err(|fault| match fault {
            // As it would be told of one on disk.
            Fault::TooLarge { size, limit: most, .. } if most == limit => ReadError::TooLarge { size, limit },
            fault => {
                self.faults.add(fault.clone());
                ReadError::Unreadable(fault.to_string())
            }
        })
    }
}

impl Contents for Objects {
    fn bytes(&self, key: &[u8], limit: u64) -> Result<Vec<u8>, ReadError> {
        self.read(key, limit)
    }

    fn start(&self, key: &[u8], count: u64) -> Result<Vec<u8>, ReadError> {
        let mut bytes = self.read(key, START_LIMIT.max(count))?;
        bytes.truncate(usize::try_from(count).unwrap_or(usize::MAX));
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::repository::objects::Hash;

    fn add(git: &Path, kind: &str, content: &[u8]) -> Vec<u8> {
        let id = Hash::Sha1.object(kind, content);
        let whole = [format!("{kind} {}\0", content.len()).as_bytes(), content].concat();
        let directory = git.join("objects").join(&hex(&id)[..2]);
        fs::create_dir_all(&directory).expect("made");
        let deflated = miniz_oxide::deflate::compress_to_vec_zlib(&whole, 6);
        fs::write(directory.join(&hex(&id)[2..]), deflated).expect("written");
        id
    }

    fn entry(mode: &str, name: &str, id: &[u8]) -> Vec<u8> {
        [format!("{mode} {name}\0").as_bytes(), id].concat()
    }

    fn told(git: &Path, id: &[u8]) -> String {
        let store = Store::new(git, Hash::Sha1, &[git]);
        tree(store, &hex(id)).map(|_| ()).expect_err("it is none").to_string()
    }

    #[test]
    fn a_tree_that_git_would_not_check_out_is_none() {
        let directory = tempfile::tempdir().expect("a directory");
        let git = directory.path().canonicalize().expect("real");
        let file = add(&git, "blob", b"a");
        for name in ["..", ".", ".git", ".GIT", "", "a/b"] {
            let id = add(&git, "tree", &entry("100644", name, &file));
            assert!(told(&git, &id).contains("git would check out"), "{name}");
        }
        assert!(told(&git, &add(&git, "tree", &entry("170000", "a", &file))).contains("a mode"));
        assert!(told(&git, &add(&git, "tree", b"100644 a")).contains("cut"));
        // What is called a directory, and is a file.
        assert!(told(&git, &add(&git, "tree", &entry("40000", "a", &file))).contains("another kind"));
    }

    #[test]
    fn a_tree_of_few_objects_and_endless_files_is_not_unfolded() {
        let directory = tempfile::tempdir().expect("a directory");
        let git = directory.path().canonicalize().expect("real");
        let file = add(&git, "blob", b"a");
        let mut level: Vec<u8> = (0..100).flat_map(|n| entry("100644", &format!("f{n:02}"), &file)).collect();
        for _ in 0..8 {
            let id = add(&git, "tree", &level);
            level = (0..100).flat_map(|n| entry("40000", &format!("d{n:02}"), &id)).collect();
        }
        let id = add(&git, "tree", &level);
        assert!(told(&git, &id).contains("more than 1000000 files"), "{}", told(&git, &id));
        let mut deep = add(&git, "tree", &entry("100644", "f", &file));
        for _ in 0..300 {
            deep = add(&git, "tree", &entry("40000", "d", &deep));
        }
        assert!(told(&git, &deep).contains("deep"));
    }
}
