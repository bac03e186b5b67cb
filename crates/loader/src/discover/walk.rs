//! The walk itself: which directories are looked into, and what becomes of each file and link in them.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::compose_look::{Look, begins, look};
use super::name::{
    FAR_LOOK_LIMIT, LOOK_LIMIT, Telling, holds_dockerfile, is_standard, kind_of, kind_of_text, may_be_compose,
    may_be_copy, may_be_dockerfile, telling, template_of,
};
use super::{CANDIDATE_LIMIT, DEPTH_LIMIT, Found, Request};
use crate::disk::{DiskFiles, Node, Unlisted, display_path, is_example, is_pruned, is_version_control};
use plimsoll_source::files::{Kind, lies_in};
use plimsoll_source::problem::Problem;

/// Base names of Compose files, as docker compose prefers them.
const BASES: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];

/// Why the examples beside a policy are not judged: what is wrong in them is wrong on purpose.
const EXAMPLE: &str = "an example of the policy beside it, for `plimsoll test`; name the directory to judge it";

/// Why what reads like a Compose file or a Dockerfile is not judged.
const COPY: [&str; 2] = [
    "by its text a Compose file, under a name that nothing starts; name it to have it judged",
    "by its text a Dockerfile, under a name that nothing builds; name it to have it judged",
];

/// Why a file is left out that goes on for too long without saying what it is.
const LONG: &str = "begins as a Compose file and has no services in its first MiB; name it to have it judged";

/// What is said of a link to nothing.
const NOWHERE: &str = "a link that leads nowhere";

/// What is done with a directory.
enum Entry {
    /// It is looked into.
    All,
    /// Only what git tracks in it is taken: these files.
    Tracked(Vec<String>),
    /// It is not, for this reason.
    No(&'static str),
    /// It is no part of the tree.
    Never,
}

pub(super) struct Walk<'a> {
    pub(super) files: &'a DiskFiles,
    pub(super) request: &'a Request<'a>,
    pub(super) found: Found,
    /// Real paths of directories that were entered through links.
    linked: HashSet<PathBuf>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(files: &'a DiskFiles, request: &'a Request<'a>) -> Self {
        Self { files, request, found: Found::default(), linked: HashSet::new() }
    }

    /// Everything below a directory, at most `depth` directories down.
    pub(super) fn directory(&mut self, directory: &Path, depth: usize) {
        let files = self.files;
        let mut walk = files.ground().walk(directory, depth);
        while let Some(entry) = walk.next() {
            match entry {
                Ok(entry) if entry.node == Node::Directory => {
                    if !self.enters(&entry.path) {
                        walk.pass_over();
                    } else if entry.depth == DEPTH_LIMIT {
                        self.found.problems.push(too_deep(self.files, &entry.path));
                    }
                }
                Ok(entry) => self.take(&entry.path, entry.node == Node::Link),
                Err(error) => self.found.problems.push(unlisted(self.files, &error)),
            }
            if self.found.candidates.len() >= CANDIDATE_LIMIT {
                let message = format!("more than {CANDIDATE_LIMIT} files to judge");
                let problem = Problem::error("too-many-files", message);
                self.found.problems.push(problem.help("scan the directories one by one"));
                return;
            }
        }
    }

    /// Whether a directory is looked into. One that is not is noted, with what git tracks in it taken all the same.
    fn enters(&mut self, directory: &Path) -> bool {
        let (reason, tracked) = match self.entry(directory) {
            Entry::All => return true,
            Entry::Never => return false,
            Entry::No(reason) => (reason, Vec::new()),
            Entry::Tracked(files) => ("only what git tracks in it is judged", files),
        };
        if let Some(path) = display_path(self.files.root(), directory) {
            self.found.excluded.push((format!("{path}/"), reason.to_owned()));
        }
        for path in tracked {
            let full = self.files.root().join(&path);
            if let Some(node) = self.files.ground().node(&full)
                && node != Node::Directory
            {
                self.take(&full, node == Node::Link);
            }
        }
        false
    }

    fn entry(&self, directory: &Path) -> Entry {
        let Some(name) = directory.file_name().and_then(|name| name.to_str()) else { return Entry::All };
        if is_version_control(name) {
            return self.version_control(name, directory);
        }
        if is_example(directory, &|path| self.files.ground().is_file(path)) {
            let is_named =
                display_path(self.files.root(), directory).is_some_and(|path| self.request.named.contains(&path));
            return if is_named { Entry::All } else { Entry::No(EXAMPLE) };
        }
        let (is_pruned, is_ignored) = (is_pruned(name), self.files.ignores_directory(directory));
        if self.request.selection.no_ignore || !(is_pruned || is_ignored) {
            return Entry::All;
        }
        let Some(path) = display_path(self.files.root(), directory) else { return Entry::All };
        if self.request.named.contains(&path) || self.request.choice.reaches(&path, name) {
            return Entry::All;
        }
        match ((self.request.tracked)(&path), is_ignored) {
            (tracked, _) if tracked.is_empty() => Entry::No(if is_ignored {
                "git ignores this directory, and is not known to track anything in it"
            } else {
                "directories of this name hold other people's or generated files, and git is not known to track anything in it"
            }),
            (tracked, true) => Entry::Tracked(tracked),
            (_, false) => Entry::All,
        }
    }

    /// What bears the name of version control's own directory. Git keeps nothing of its own in the others, and may track what lies there.
    fn version_control(&self, name: &str, directory: &Path) -> Entry {
        const REASON: &str = "directories of this name are version control's own";
        if name == ".git" {
            let is_repository =
                ["HEAD", "objects"].iter().all(|part| self.files.ground().exists(&directory.join(part)));
            let is_roots_own = directory.parent() == Some(self.files.root());
            return if is_roots_own || is_repository || self.files.ground().is_empty(directory) {
                Entry::Never
            } else {
                Entry::No(REASON)
            };
        }
        let Some(path) = display_path(self.files.root(), directory) else { return Entry::No(REASON) };
        match (self.request.tracked)(&path) {
            tracked if tracked.is_empty() => Entry::No(REASON),
            tracked => Entry::Tracked(tracked),
        }
    }

    /// Whether the walk of the roots itself gets to a directory.
    pub(super) fn reaches(&self, directory: &Path) -> bool {
        let Some(path) = display_path(self.files.root(), directory) else { return false };
        self.request.roots.iter().filter(|(root, _)| lies_in(&path, root)).any(|(root, depth)| {
            let root = self.files.root().join(root);
            let between: Vec<&Path> = directory.ancestors().take_while(|above| *above != root).collect();
            between.len() < *depth && between.iter().all(|dir| matches!(self.entry(dir), Entry::All))
        })
    }

    /// A file or link that the walk came by, or that git tracks.
    fn take(&mut self, full: &Path, is_link: bool) {
        let root = self.files.root();
        let name = full.file_name().unwrap_or_default().to_string_lossy();
        let kind = kind_of(&name);
        let Some(path) = display_path(root, full) else { return };
        if !is_link && (self.request.says)(&path) {
            self.found.says.push(path.clone());
        }
        if let Some(reason) = kind.and_then(|_| self.request.choice.leaves_out(&path)) {
            self.found.excluded.push((path, reason));
        } else if kind.is_some()
            && !self.files.ground().is_directory(full)
            && full.strip_prefix(root).is_ok_and(|path| path.to_str().is_none())
        {
            self.found.problems.push(odd_name(&path));
        } else if is_link {
            self.link(full, path, kind);
        } else if kind == Some(Kind::Dockerfile) && !self.says_dockerfile(&path, telling(&name)) {
            let reason = "called like a Dockerfile, and by its text none";
            self.found.excluded.push((path, reason.to_owned()));
        } else if let Some(kind) = kind {
            self.found.candidates.insert(path, kind);
        } else if let Some(reason) = template_of(&name) {
            self.leave_aside(path, reason);
        } else {
            self.by_text(path, &name);
        }
    }

    /// A file whose name says at most that a look is worth it.
    fn by_text(&mut self, path: String, name: &str) {
        let (is_called, is_built) = (may_be_compose(name), holds_dockerfile(name));
        if !(is_called || is_built || may_be_copy(name)) {
            return;
        }
        let Some((text, is_cut)) = self.start(&path, LOOK_LIMIT) else { return };
        let mut looked = look(&text);
        // Large parts that services are put together from may stand before them.
        if looked == Look::Other && is_called && is_cut && begins(&text) {
            let Some((more, is_cut)) = self.start(&path, FAR_LOOK_LIMIT) else { return };
            looked = look(&more);
            if looked == Look::Other && is_cut && begins(&more) {
                return self.leave_aside(path, LONG);
            }
        }
        match looked {
            Look::Compose if is_called => self.take_as(path, Kind::Compose),
            Look::Compose => self.leave_aside(path, COPY[0]),
            Look::Doubtful(reason) => self.leave_aside(path, reason),
            Look::Other if is_called || !begins_dockerfile(&text) => {}
            Look::Other if is_built => self.take_as(path, Kind::Dockerfile),
            Look::Other => self.leave_aside(path, COPY[1]),
        }
    }

    /// A file that is left out, unless something else says that it is started.
    fn leave_aside(&mut self, path: String, reason: &str) {
        match self.request.choice.leaves_out(&path) {
            Some(reason) => self.found.excluded.push((path, reason)),
            None => self.found.aside.push((path, reason.to_owned())),
        }
    }

    /// A file that is what its text says.
    fn take_as(&mut self, path: String, kind: Kind) {
        match self.request.choice.leaves_out(&path) {
            Some(reason) => self.found.excluded.push((path, reason)),
            None => drop(self.found.candidates.insert(path, kind)),
        }
    }

    /// The beginning of a file's text, and whether that is not all of it.
    fn start(&self, path: &str, most: usize) -> Option<(String, bool)> {
        let bytes = self.files.start(path, most as u64).ok()?;
        let is_cut = bytes.len() >= most;
        let mut text = decoded(bytes);
        // What is left of a line says something else.
        if is_cut && let Some(end) = text.rfind('\n') {
            text.truncate(end + 1);
        }
        Some((text, is_cut))
    }

    /// Whether the text of a file that is called like a Dockerfile says so too. What cannot be read at all is told by whoever loads it.
    fn says_dockerfile(&self, path: &str, telling: Telling) -> bool {
        let text = || self.start(path, LOOK_LIMIT).map(|(text, _)| text);
        match telling {
            Telling::Surely => true,
            Telling::Likely => text().is_none_or(|text| may_be_dockerfile(&text)),
            Telling::Hardly => text().is_none_or(|text| begins_dockerfile(&text)),
        }
    }

    /// A link is judged under its own name, since that is what docker would load. Where that cannot be, it is told: as an error where docker would take
    /// it for what its name says.
    fn link(&mut self, full: &Path, path: String, kind: Option<Kind>) {
        let root = self.files.root();
        let why_not = match self.files.ground().real(full) {
            Ok(real) if !real.starts_with(root) => {
                if self.files.ground().is_directory(&real) && kind.is_none() {
                    let reason = "a link to a directory outside of the root, which is not looked into";
                    self.found.excluded.push((path, reason.to_owned()));
                    return;
                }
                "a link that leaves the root, which is not followed"
            }
            Ok(real) if self.files.ground().is_directory(&real) => return self.directory_link(full, path, &real),
            Ok(real) => {
                let Some(kind) = kind else { return };
                match self.stands_for(full, &real, kind) {
                    Some(other) => {
                        let reason = format!("a link to `{other}`, which is judged where it lies");
                        self.found.excluded.push((path, reason));
                    }
                    None => drop(self.found.candidates.insert(path, kind)),
                }
                return;
            }
            // What an env file is made from comes with the deployment.
            Err(_) if kind == Some(Kind::Env) && is_standard(path.rsplit('/').next().unwrap_or(&path)) => {
                self.found.problems.push(unfollowed(&path, NOWHERE).as_gap().lacking(&path));
                return;
            }
            Err(_) => NOWHERE,
        };
        let name = path.rsplit('/').next().unwrap_or(&path);
        // A Dockerfile or Compose file of any name is one that somebody builds or starts; of env files those that use them tell.
        if kind.is_some_and(|kind| kind != Kind::Env) || is_standard(name) {
            self.found.problems.push(unfollowed(&path, why_not));
        } else if kind.is_some() {
            self.found.excluded.push((path, why_not.to_owned()));
        }
    }

    /// The file that a link stands for, where judging that one is enough: it is found too, and docker would not come by the link of its own.
    fn stands_for(&self, full: &Path, real: &Path, kind: Kind) -> Option<String> {
        let name = |path: &Path| path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        let (own, other) = (name(full), name(real));
        let path = display_path(self.files.root(), real)?;
        let rank = |name: &str| BASES.iter().position(|base| *base == name);
        let is_second = self.files.ground().real(full.parent()?).is_ok_and(|dir| real.parent() == Some(dir.as_path()))
            && rank(&own).zip(rank(&other)).is_some_and(|(own, other)| other < own);
        let by_itself = is_second || (kind != Kind::Compose && !is_standard(&own));
        let is_judged = kind_of(&other) == Some(kind)
            && self.request.choice.leaves_out(&path).is_none()
            && real.parent().is_some_and(|directory| self.reaches(directory));
        (by_itself && is_judged).then_some(path)
    }

    /// A link to a directory is looked into under its own name only where the directory itself is not.
    fn directory_link(&mut self, full: &Path, path: String, real: &Path) {
        let shown = display_path(self.files.root(), real).unwrap_or_default();
        if self.reaches(real) {
            self.found
                .excluded
                .push((path, format!("a link to the directory `{shown}`, which is looked into where it lies")));
        } else if self.linked.insert(real.to_owned()) {
            self.directory(full, DEPTH_LIMIT);
        } else {
            self.found.excluded.push((path, format!("a second link to the directory `{shown}`")));
        }
    }

    /// A file or directory that somebody named: taken wherever it lies. What a file is that has no telling name, its text must say.
    pub(super) fn named(&mut self, path: &str) {
        let full = self.files.root().join(path);
        if self.files.ground().is_directory(&full) {
            if !self.reaches(&full) {
                let entry = format!("{path}/");
                self.found.excluded.retain(|(left, _)| *left != entry);
                self.directory(&full, DEPTH_LIMIT);
            }
            return;
        }
        let forced = self.request.selection.force_exclude.then(|| self.request.choice.leaves_out(path)).flatten();
        if let Some(reason) = forced {
            self.found.excluded.push((path.to_owned(), reason));
            return;
        }
        match self.files.ground().real(&full) {
            Ok(real) if real.starts_with(self.files.root()) => {}
            Ok(_) => {
                return self
                    .found
                    .problems
                    .push(unfollowed(path, "a link that leaves the root, which is not followed"));
            }
            Err(_) => {
                let told = unfollowed(path, NOWHERE);
                // Docker passes over an env file that is not there: what it is made from comes with the deployment.
                let is_env = path.rsplit('/').next().and_then(kind_of) == Some(Kind::Env);
                let told = if is_env { told.as_gap().lacking(path) } else { told };
                return self.found.problems.push(told);
            }
        }
        let name = path.rsplit('/').next().unwrap_or(path);
        let by_name = kind_of(name).filter(|kind| *kind != Kind::Dockerfile || telling(name) != Telling::Hardly);
        // What cannot be read at all is told by whoever loads it.
        let kind = by_name.or_else(|| match self.files.start(path, LOOK_LIMIT as u64) {
            Ok(bytes) => kind_of_text(&String::from_utf8_lossy(&bytes)),
            Err(_) => Some(Kind::Dockerfile),
        });
        match kind {
            Some(kind) => drop(self.found.candidates.insert(path.to_owned(), kind)),
            None => self.found.unknown.push(path.to_owned()),
        }
    }
}

/// A text in the encoding that it is in, as far as docker reads it.
fn decoded(bytes: Vec<u8>) -> String {
    let units = |of: fn([u8; 2]) -> u16| -> String {
        let units = bytes.as_chunks::<2>().0.iter().map(|pair| of(*pair));
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    match bytes.first_chunk::<2>() {
        Some([0xff, 0xfe]) => units(u16::from_le_bytes),
        Some([0xfe, 0xff]) => units(u16::from_be_bytes),
        _ => String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
    }
}

fn begins_dockerfile(text: &str) -> bool {
    kind_of_text(text) == Some(Kind::Dockerfile)
}

fn odd_name(path: &str) -> Problem {
    let message = format!("the name of `{path}` is not UTF-8, so the file is not judged");
    Problem::error("odd-name", message).in_file(path).help("rename it, or leave it out under `paths.exclude`")
}

fn unfollowed(path: &str, what: &str) -> Problem {
    Problem::error("link-not-followed", format!("`{path}` is {what}, so it is not judged"))
        .in_file(path)
        .help("put the file there, scan a directory that holds both, or leave it out under `paths.exclude`")
}

fn too_deep(files: &DiskFiles, directory: &Path) -> Problem {
    let path = display_path(files.root(), directory).unwrap_or_default();
    let message = format!("{path} lies more than {DEPTH_LIMIT} directories deep and is not looked into");
    Problem::error("too-deep", message).in_file(path).help("scan it by itself, or leave it out under `paths.exclude`")
}

fn unlisted(files: &DiskFiles, error: &Unlisted) -> Problem {
    let path = error.path.as_ref().and_then(|path| display_path(files.root(), path)).unwrap_or_default();
    let reason = &error.reason;
    Problem::error("unreadable-directory", format!("`{path}` cannot be listed: {reason}"))
        .in_file(path)
        .help("give read permission, or leave it out under `paths.exclude`")
}
