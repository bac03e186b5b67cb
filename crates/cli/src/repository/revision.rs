//! Revisions as git names them: from `main~2` or a short hash to a commit, and from that to its files. Nothing of it is checked out.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use plimsoll_loader::disk::DiskFiles;
use plimsoll_source::near::nearest;
use plimsoll_source::problem::Problem;

use super::history::{self, Commit};
use super::objects::{Hash, hex};
use super::snapshot::{self, Faults};
use super::store::{Fault, Store};
use super::{Git, is_direct, is_id, is_plain_reference, text};

/// References that lead on to each other.
const REFERENCES_LIMIT: usize = 5;
/// Names of references that are looked at for the one that may be meant.
const NAMES_LIMIT: usize = 10_000;
/// So many steps back a revision may take.
const STEPS_LIMIT: usize = 100_000;
/// Short hashes of fewer digits are none.
const SHORTEST: usize = 4;
/// References that only bear a name while git is at something.
const HEADS: [&str; 6] = ["HEAD", "FETCH_HEAD", "ORIG_HEAD", "MERGE_HEAD", "CHERRY_PICK_HEAD", "REBASE_HEAD"];

/// The repository of a checkout, open to be asked for revisions.
pub(crate) struct Revisions {
    git: Git,
    store: Store,
    is_shallow: bool,
    is_partial: bool,
}

/// A revision that is there.
#[derive(Debug, Clone)]
pub(crate) struct Revision {
    /// As the caller names it.
    pub(crate) name: String,
    commit: Commit,
}

impl Revision {
    /// The id of its commit, in hexadecimal digits.
    pub(crate) fn id(&self) -> &str {
        &self.commit.id
    }

    /// As people know its commit.
    pub(crate) fn short(&self) -> &str {
        self.commit.id.get(..12).unwrap_or(&self.commit.id)
    }

    /// The same under another name.
    pub(crate) fn called(self, name: impl Into<String>) -> Self {
        Self { name: name.into(), ..self }
    }
}

impl Revisions {
    /// Of the checkout at a root.
    ///
    /// # Errors
    /// The problem that tells why there is none to be asked.
    pub(crate) fn of(root: &Path) -> Result<Self, Problem> {
        let none = |message: String, help: &str| Problem::error("revision-no-repository", message).help(help);
        let Some(git) = Git::of(root) else {
            let shown = root.display();
            return Err(if Self::is_bare(root) {
                none(
                    format!("`{shown}` is a bare repository, which has no files to compare with"),
                    "clone it (`git clone`), or make a checkout of it (`git worktree add`), and ask there",
                )
            } else if root.join(".git").symlink_metadata().is_ok() {
                none(
                    "`.git` is no repository of this checkout, so there are no revisions".to_owned(),
                    "a repository elsewhere counts where it belongs to the same user and names this checkout, as `git worktree` and submodules have it",
                )
                .in_file(".git")
            } else {
                none(
                    format!("`{shown}` is no git repository, so there are no revisions"),
                    "ask in a clone; two directories can be compared as they are, and `--baseline` takes a report from before",
                )
            });
        };
        let config = text(&git.common, "config").unwrap_or_default().to_ascii_lowercase();
        let says = |setting: &str| config.lines().any(|line| line.split_whitespace().collect::<String>() == setting);
        if says("refstorage=reftable") {
            let message = "the references of this repository are kept as `reftable`, which is not read";
            return Err(none(message.to_owned(), "`git refs migrate --ref-format=files`").in_file(".git"));
        }
        let hash = if says("objectformat=sha256") { Hash::Sha256 } else { Hash::Sha1 };
        let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        let store = Store::new(&git.common, hash, &[&git.common, &root]);
        let is_partial = says("promisor=true") || config.contains("partialclone");
        Ok(Self { is_shallow: git.common.join("shallow").exists(), is_partial, store, git })
    }

    /// Whether a directory is a repository without a checkout.
    pub(crate) fn is_bare(root: &Path) -> bool {
        ["HEAD", "objects", "refs"].iter().all(|part| root.join(part).exists())
    }

    /// Whether something goes by a name here that `revision` would take it for.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.start(name).is_ok_and(|found| found.is_some())
    }

    /// The commit that a revision names.
    ///
    /// # Errors
    /// The problem that tells why there is none.
    pub(crate) fn revision(&self, name: &str) -> Result<Revision, Problem> {
        let end = name.find(['~', '^']).unwrap_or(name.len());
        let (start, mut steps) = name.split_at(end);
        if name.contains("@{") || name.contains(':') {
            let message = format!("`{name}` is a form of revision that is not read here");
            let help = "name a branch, a tag, a commit, or one of those with `~N` and `^N`";
            return Err(Problem::error("revision-unknown", message).help(help));
        }
        let start = if matches!(start, "" | "@") { "HEAD" } else { start };
        let mut commit = self.start(start)?.ok_or_else(|| self.unknown(name, start))?;
        while let Some(kind) = steps.chars().next() {
            steps = &steps[1..];
            if let Some(rest) = steps.strip_prefix("{commit}").or_else(|| steps.strip_prefix("{}")) {
                steps = rest;
                continue;
            }
            let digits = steps.find(|c: char| !c.is_ascii_digit()).unwrap_or(steps.len());
            let (count, rest) = steps.split_at(digits);
            steps = rest;
            let count: usize = if count.is_empty() { 1 } else { count.parse().unwrap_or(usize::MAX) };
            let parents = |commit: &Commit, number: usize| -> Result<Commit, Problem> {
                let parent = commit.parents.get(number - 1).ok_or_else(|| self.too_far(name, commit))?;
                self.commit(name, parent)
            };
            match kind {
                '^' if count == 0 => {}
                '^' => commit = parents(&commit, count)?,
                '~' if count > STEPS_LIMIT => {
                    let message = format!("`{name}` goes back further than {STEPS_LIMIT} commits");
                    return Err(Problem::error("revision-unknown", message).help("name the commit itself"));
                }
                _ if kind != '~' => return Err(self.unknown(name, name)),
                _ => {
                    for _ in 0..count {
                        commit = parents(&commit, 1)?;
                    }
                }
            }
        }
        Ok(Revision { name: name.to_owned(), commit })
    }

    /// The newest commit that two revisions have in common.
    ///
    /// # Errors
    /// The problem that tells why there is none.
    pub(crate) fn merge_base(&self, one: &Revision, other: &Revision) -> Result<Revision, Problem> {
        let between = format!("{}...{}", one.name, other.name);
        let found = history::merge_base(&self.store, &one.commit.id, &other.commit.id);
        let id = found.map_err(|fault| self.told(&between, &fault))?.ok_or_else(|| {
            let message = format!("`{}` and `{}` have no commit in common here", one.name, other.name);
            let problem = Problem::error("revision-unrelated", message);
            match self.is_shallow {
                true => problem.help(SHALLOW),
                false => problem.help("name two revisions of one history, or compare both as they are (`A..B`)"),
            }
        })?;
        Ok(Revision { commit: self.commit(&between, &id)?, name: between })
    }

    /// The files of a revision as if it were checked out at `root`, and what of them turns out not to be readable.
    ///
    /// # Errors
    /// The problem that tells why they cannot be had.
    pub(crate) fn files(&self, revision: &Revision, root: &Path) -> Result<(DiskFiles, Faults), Problem> {
        // What is read later is read from a store of its own, which nobody has to wait for.
        let within: [&Path; 2] = [&self.git.common, root];
        let store = Store::new(&self.git.common, self.store.hash(), &within);
        let (tree, faults) =
            snapshot::tree(store, &revision.commit.tree).map_err(|fault| self.told(&revision.name, &fault))?;
        Ok((DiskFiles::stored(root, tree), faults))
    }

    /// The problem of an object that a revision needs.
    pub(crate) fn told(&self, name: &str, fault: &Fault) -> Problem {
        let message = format!("`{name}` cannot be read from the repository: {fault}");
        match fault {
            Fault::Missing(_) if self.store.leads_out => Problem::error("revision-incomplete", message)
                .in_file(".git/objects/info/alternates")
                .help("the repository borrows objects from one outside of the checkout, which is not read: `git repack -a -d`, and remove `.git/objects/info/alternates`"),
            Fault::Missing(_) if self.is_partial => Problem::error("revision-incomplete", message)
                .in_file(".git")
                .help("this is a partial clone, and git would fetch it now: clone without `--filter`, or `git fetch --refetch --no-filter`"),
            Fault::Missing(_) if self.is_shallow => {
                Problem::error("revision-shallow", message).in_file(".git/shallow").help(SHALLOW)
            }
            Fault::Missing(_) => Problem::error("revision-incomplete", message)
                .in_file(".git")
                .help("`git fsck` tells what is missing; a new clone has all of it"),
            Fault::Damaged(..) => Problem::error("revision-unreadable", message)
                .in_file(".git")
                .help("`git fsck` tells what is damaged; a new clone is whole"),
            Fault::TooLarge { .. } | Fault::Beyond(_) => Problem::error("revision-unreadable", message)
                .in_file(".git")
                .help("compare two check-outs, which are read as directories are"),
        }
    }

    fn commit(&self, name: &str, id: &str) -> Result<Commit, Problem> {
        history::commit(&self.store, id).map_err(|fault| self.told(name, &fault))
    }

    /// A commit further back than there are any.
    fn too_far(&self, name: &str, last: &Commit) -> Problem {
        let id = &last.id;
        let message = match last.parents.len() {
            0 => format!("`{name}` does not exist: the history begins with `{id}`"),
            1 => format!("`{name}` does not exist: `{id}` has one parent"),
            count => format!("`{name}` does not exist: `{id}` has {count} parents"),
        };
        Problem::error("revision-unknown", message).help("`git log` lists the commits there are")
    }

    /// The commit that the beginning of a revision names, without steps back.
    fn start(&self, name: &str) -> Result<Option<Commit>, Problem> {
        let peeled = |id: &str| {
            let bytes = super::objects::unhex(id).unwrap_or_default();
            history::peeled(&self.store, &bytes).map_err(|fault| self.told(name, &fault))
        };
        let id = match self.reference(name) {
            Some(id) => peeled(&id)?,
            None if is_id(name) => peeled(name)?,
            None => self.by_hash(name)?,
        };
        id.map(|id| self.commit(name, &id)).transpose()
    }

    /// What a reference names, in git's order of places where it may be.
    fn reference(&self, name: &str) -> Option<String> {
        if HEADS.contains(&name) {
            return self.followed(name);
        }
        let places = ["", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/"];
        let names = places.iter().map(|place| format!("{place}{name}"));
        let all = names.chain([format!("refs/remotes/{name}/HEAD")]);
        all.filter(|name| is_plain_reference(name)).find_map(|name| self.followed(&name))
    }

    fn followed(&self, name: &str) -> Option<String> {
        let mut name = name.to_owned();
        for _ in 0..REFERENCES_LIMIT {
            let found = match HEADS.contains(&name.as_str()) {
                true => text(&self.git.own, &name)?,
                false => self.git.reference(&name)?,
            };
            match found.trim().strip_prefix("ref: ") {
                Some(other) => name = other.trim().to_owned(),
                // `FETCH_HEAD` says more behind it.
                None => return found.split_whitespace().next().filter(|id| is_id(id)).map(str::to_owned),
            }
        }
        None
    }

    /// The one commit whose id begins so.
    fn by_hash(&self, name: &str) -> Result<Option<String>, Problem> {
        let prefix = name.to_ascii_lowercase();
        if prefix.len() < SHORTEST || prefix.len() > 64 || !prefix.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(None);
        }
        const MOST: usize = 64;
        let ids = self.store.beginning(&prefix, MOST);
        let commits: BTreeSet<String> =
            ids.iter().filter_map(|id| history::commit(&self.store, &hex(id)).ok()).map(|commit| commit.id).collect();
        match commits.len() {
            0 => Ok(None),
            1 => Ok(commits.into_iter().next()),
            _ => {
                let named: Vec<String> = commits.iter().take(5).map(|id| format!("`{id}`")).collect();
                let message = format!("several commits begin with `{name}`: {}", named.join(", "));
                Err(Problem::error("revision-unknown", message).help("write more of its digits"))
            }
        }
    }

    fn unknown(&self, name: &str, start: &str) -> Problem {
        let near = self.meant(start).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        let message = format!("there is no revision `{name}`{near}");
        let problem = Problem::error("revision-unknown", message);
        match self.is_shallow {
            true => problem.in_file(".git/shallow").help(SHALLOW),
            false => problem
                .help("`git branch -a` and `git tag` list the names there are; `git fetch` brings those of the remote"),
        }
    }

    /// The branch or tag that may be meant by a name which none has.
    pub(crate) fn meant(&self, name: &str) -> Option<String> {
        nearest(name, self.names().iter().map(String::as_str)).map(str::to_owned)
    }

    /// Branches, tags and remote branches, by the shortest names that git takes.
    fn names(&self) -> BTreeSet<String> {
        let short = |name: &str| {
            let cut = ["refs/heads/", "refs/tags/", "refs/remotes/"];
            cut.iter().find_map(|cut| name.strip_prefix(cut)).map(str::to_owned)
        };
        let packed = text(&self.git.common, "packed-refs").unwrap_or_default();
        let packed = packed.lines().filter_map(|line| short(line.split_once(' ')?.1)).take(NAMES_LIMIT);
        let mut names: BTreeSet<String> = packed.collect();
        let mut waiting = vec!["refs".to_owned()];
        let mut left = NAMES_LIMIT;
        while let Some(inside) = waiting.pop() {
            let directory = self.git.common.join(&inside);
            let entries = is_direct(&directory).then(|| fs::read_dir(&directory).ok()).flatten();
            for entry in entries.into_iter().flatten().flatten().take(left) {
                left -= 1;
                let Ok(name) = entry.file_name().into_string() else { continue };
                let path = format!("{inside}/{name}");
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() => waiting.push(path),
                    Ok(kind) if kind.is_file() => names.extend(short(&path)),
                    _ => {}
                }
            }
        }
        names.insert("HEAD".to_owned());
        names
    }
}

/// The way out of a clone whose history is cut.
const SHALLOW: &str =
    "this clone is shallow: `git fetch --unshallow`, or `fetch-depth: 0` where actions/checkout made it";
