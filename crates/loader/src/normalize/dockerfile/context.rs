//! The build context: what lies in it, what its ignore file leaves out, and which files each COPY takes along.

use std::collections::BTreeSet;

use globset::GlobBuilder;

use super::BuildRequest;
use crate::document::dockerignore::{Dockerignore, MAX_PATTERN, MAX_PATTERN_BYTES, MAX_PATTERNS};
use plimsoll_model::{Address, BuildContext, ContextFile, Copied, IgnoreFile, IgnorePattern, Origin, Origins, Stage};
use plimsoll_source::files::{EntryKind, Files, ReadError, join};
use plimsoll_source::problem::{Open, Problem};
use plimsoll_source::{Language, Sources, Span};

/// Entries of a context that are listed; a warning says where there are more.
pub(super) const MAX_CONTEXT_FILES: usize = 4_096;
/// Files that all COPYs of a Dockerfile together may name; a warning says where there are more.
pub(super) const MAX_COPIED: usize = 50_000;

/// How often patterns of an ignore file and sources of COPY are held against files of a context, for one Dockerfile; a warning says where that is too
/// little.
pub(super) const MAX_CHECKS: usize = 2_000_000;
/// A source with wildcards takes as long to read as so many files to look at.
const READ: usize = 500;

/// Lists the context and applies its ignore file.
pub(super) fn build_context(
    request: &BuildRequest,
    files: &dyn Files,
    sources: &Sources,
    build: &Address,
    origins: &mut Origins,
    problems: &mut Vec<Problem>,
) -> Option<BuildContext> {
    // One that no service builds may be built anywhere.
    let is_asked = !request.services.is_empty();
    let Some(path) = request.context.clone() else {
        problems.extend(is_asked.then(|| unlisted(request, "is remote")));
        return None;
    };
    if is_asked && files.kind(&path) != Some(EntryKind::Directory) {
        problems.push(unlisted(request, &format!("`{path}` is no directory of the scanned root")));
    }
    let at = build.child("context").child("ignore");
    let ignore = ignore_file(request, &path, files, sources, problems);
    let (entries, truncated) = files.list(&path, MAX_CONTEXT_FILES);
    if truncated {
        let message =
            format!("the build context {path} has more than {MAX_CONTEXT_FILES} files; only those are looked at");
        problems.push(cut(request, message));
    }
    let mut checks = 0;
    let mut ignored = |path: &str| match &ignore {
        Some((_, ignore)) if checks < MAX_CHECKS => ignore.ignores(path, &mut checks),
        _ => false,
    };
    let listed = entries.into_iter().map(|entry| ContextFile {
        ignored: ignored(&entry.path),
        directory: entry.kind == EntryKind::Directory,
        path: entry.path,
    });
    let listed = listed.collect();
    if checks >= MAX_CHECKS {
        problems.push(cut(
            request,
            format!(
                "the ignore file has too many patterns for the files of the build context {path}; not all are applied"
            ),
        ));
    }
    let file = ignore.as_ref().map(|(path, ignore)| {
        origins.insert(at.clone(), Origin::new(Span::new(ignore.file, 0, 0)));
        let list = at.child("patterns");
        let patterns = ignore.patterns.iter().enumerate().map(|(i, pattern)| {
            let at = list.child(i);
            origins.insert(at.clone(), Origin::new(pattern.span));
            IgnorePattern { at, pattern: pattern.pattern.clone(), negated: pattern.negated }
        });
        IgnoreFile { at: at.clone(), path: path.clone(), patterns: patterns.collect() }
    });
    let assumed = request.context_assumed;
    Some(BuildContext { path, assumed, ignore: file, files: listed, truncated })
}

/// That not all files were looked at: what rests on them is not judged.
fn cut(request: &BuildRequest, message: String) -> Problem {
    Problem::warning("context-limit", message)
        .in_file(&request.dockerfile)
        .help("name a smaller directory as build context; controls that rest on what is copied are not assessed")
        .leaves_open(Open::Copied)
}

/// That nothing of the context could be looked at.
fn unlisted(request: &BuildRequest, why: &str) -> Problem {
    let message = format!("what is copied from the build context is not judged: the context {why}");
    Problem::warning("context-not-listed", message)
        .in_file(&request.dockerfile)
        .help("check a directory that holds the build context, too")
        .leaves_open(Open::Copied)
}

/// `<Dockerfile>.dockerignore` beside the Dockerfile, else `.dockerignore` of the context.
fn ignore_file(
    request: &BuildRequest,
    context: &str,
    files: &dyn Files,
    sources: &Sources,
    problems: &mut Vec<Problem>,
) -> Option<(String, Dockerignore)> {
    let own = (!request.inline).then(|| format!("{}.dockerignore", request.dockerfile));
    for path in own.into_iter().chain([join(context, ".dockerignore")]) {
        match files.read(&path, sources) {
            Ok(file) => {
                sources.read_as(file, Language::Dockerignore);
                let ignore = Dockerignore::parse(file, &sources.get(file).text);
                problems.extend(ignore_problems(&path, &ignore));
                return Some((path, ignore));
            }
            Err(ReadError::NotFound | ReadError::Outside | ReadError::Directory) => {}
            Err(error) => {
                let problem = Problem::error("unreadable-file", format!("{path} {error}"));
                problems.push(problem.in_file(path));
            }
        }
    }
    None
}

/// What the builder refuses about an ignore file.
pub fn ignore_problems(path: &str, ignore: &Dockerignore) -> Vec<Problem> {
    let wrong = ignore.patterns.iter().filter(|pattern| !pattern.valid()).map(|pattern| {
        let shown = if pattern.negated { format!("!{}", pattern.pattern) } else { pattern.pattern.clone() };
        Problem::error("dockerignore-pattern", format!("the pattern {shown} is malformed in {path}"))
            .at(pattern.span)
            .help("close its brackets, or escape them")
    });
    let mut problems: Vec<Problem> = wrong.collect();
    if ignore.truncated {
        let message = format!(
            "{path} has more than {MAX_PATTERNS} patterns, one of more than {MAX_PATTERN} bytes, or {MAX_PATTERN_BYTES} bytes of them; the rest is not applied"
        );
        problems.push(Problem::error("dockerignore-limit", message).in_file(path));
    }
    problems
}

/// Fills in which listed files each COPY and ADD takes from the context, and which sources mean only files that the ignore file leaves out.
pub(super) fn match_copies(
    request: &BuildRequest,
    context: &BuildContext,
    stages: &mut [Stage],
    problems: &mut Vec<Problem>,
) {
    let index = Index::new(context);
    let (mut budget, mut checks) = (MAX_COPIED, 0);
    let mut complete = true;
    for stage in stages {
        for instruction in &mut stage.instructions {
            let instruction = match &mut instruction.trigger {
                Some(trigger) => trigger,
                None => instruction,
            };
            let heredocs = !instruction.heredocs.is_empty();
            if let Some(copied) = instruction.copied.as_mut().filter(|copied| copied.from.is_none()) {
                (copied.files, copied.ignored) = index.matched(copied, heredocs, budget + 1, &mut checks);
                complete &= copied.files.len() <= budget;
                copied.files.truncate(budget);
                budget -= copied.files.len();
            }
        }
    }
    if checks >= MAX_CHECKS {
        let message = format!(
            "COPY and ADD of {} name too many sources for the files of the build context; not all are looked at",
            request.dockerfile
        );
        problems.push(cut(request, message));
    }
    if !complete {
        let message = format!(
            "COPY and ADD of {} take more than {MAX_COPIED} files together; only those are looked at",
            request.dockerfile
        );
        problems.push(cut(request, message));
    }
}

/// Whether a source is a path of the context.
fn usable(text: &str, heredocs: bool) -> bool {
    !(text.contains("://") || text.starts_with("git@") || heredocs && text.starts_with("<<"))
}

/// A source of COPY, relative to the context; empty for all of it.
fn relative(text: &str) -> String {
    join("/", text).trim_start_matches('/').to_owned()
}

fn is_pattern(path: &str) -> bool {
    path.contains(['*', '?', '['])
}

/// The files of a context by their paths.
struct Index<'c> {
    files: &'c [ContextFile],
    /// Numbers of the files, in order of their paths.
    sorted: Vec<usize>,
}

impl<'c> Index<'c> {
    fn new(context: &'c BuildContext) -> Self {
        let files = context.files.as_slice();
        let mut sorted: Vec<usize> = (0..files.len()).collect();
        sorted.sort_by(|a, b| files[*a].path.cmp(&files[*b].path));
        Self { files, sorted }
    }

    /// The files whose paths begin so.
    fn beginning<'i>(&'i self, prefix: &str) -> &'i [usize] {
        let path = |number: &usize| self.files[*number].path.as_str();
        let from = self.sorted.partition_point(|number| path(number) < prefix);
        let length = self.sorted[from..].partition_point(|number| path(number).starts_with(prefix));
        &self.sorted[from..from + length]
    }

    /// The file of this path.
    fn at(&self, path: &str) -> Option<usize> {
        let found = self.sorted.binary_search_by(|number| self.files[*number].path.as_str().cmp(path)).ok()?;
        self.sorted.get(found).copied()
    }

    /// What a source without wildcards takes.
    fn taken<'i>(&'i self, path: &'i str) -> impl Iterator<Item = usize> + 'i {
        let below = self.beginning(&if path.is_empty() { String::new() } else { format!("{path}/") });
        // A directory that was not walked into may hold the source.
        let above = path.match_indices('/').filter_map(|(end, _)| self.at(&path[..end]));
        below.iter().copied().chain(self.at(path)).chain(above.filter(|number| self.files[*number].directory))
    }

    /// What a source with wildcards takes.
    fn matching(&self, pattern: &str, checks: &mut usize) -> Vec<usize> {
        *checks += READ;
        let glob = GlobBuilder::new(pattern).literal_separator(true).backslash_escape(true).build();
        let Ok(glob) = glob.map(|glob| glob.compile_matcher()) else { return Vec::new() };
        let depth = pattern.split('/').count();
        let plain = pattern.find(['*', '?', '[', '{', '\\']).unwrap_or(pattern.len());
        let matches = |number: &usize| {
            let path = &self.files[*number].path;
            let end = path.match_indices('/').nth(depth - 1).map_or(path.len(), |(at, _)| at);
            glob.is_match(&path[..end])
        };
        let begun = self.beginning(&pattern[..plain]);
        *checks += begun.len();
        begun.iter().copied().filter(matches).collect()
    }

    /// The files that the sources take, as many as that at most, as the context lists them; and the sources all of whose files are left out.
    fn matched(&self, copied: &Copied, heredocs: bool, most: usize, checks: &mut usize) -> (Vec<String>, Vec<Address>) {
        let (mut taken, mut left) = (BTreeSet::new(), Vec::new());
        for word in copied.sources.iter().filter(|word| word.known && usable(&word.text, heredocs)) {
            if *checks >= MAX_CHECKS {
                break;
            }
            let path = relative(&word.text);
            let found = match is_pattern(&path) {
                true => self.matching(&path, checks),
                false => self.taken(&path).inspect(|_| *checks += 1).collect(),
            };
            // What a directory holds that was not walked into, nobody knows.
            let is_above = |file: &&ContextFile| !is_pattern(&path) && file.path.len() < path.len();
            let mut meant = found.iter().map(|number| &self.files[*number]).filter(|file| !is_above(file)).peekable();
            if meant.peek().is_some() && meant.all(|file| file.ignored) {
                left.push(word.at.clone());
            }
            taken.extend(found);
        }
        let kept = taken.into_iter().map(|number| &self.files[number]).filter(|file| !file.ignored);
        (kept.take(most).map(|file| file.path.clone()).collect(), left)
    }
}
