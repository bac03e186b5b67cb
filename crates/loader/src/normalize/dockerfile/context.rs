//! The build context: what lies in it, what its ignore file leaves out, and which files each COPY takes along.

use globset::{GlobBuilder, GlobMatcher};

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

/// Lists the context and applies its ignore file.
pub(super) fn build_context(
    request: &BuildRequest,
    files: &dyn Files,
    sources: &Sources,
    build: &Address,
    origins: &mut Origins,
    problems: &mut Vec<Problem>,
) -> Option<(BuildContext, Option<Dockerignore>)> {
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
    let listed = entries.into_iter().map(|entry| ContextFile {
        ignored: ignore.as_ref().is_some_and(|(_, ignore)| ignore.ignores(&entry.path)),
        directory: entry.kind == EntryKind::Directory,
        path: entry.path,
    });
    let listed = listed.collect();
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
    Some((BuildContext { path, assumed, ignore: file, files: listed, truncated }, ignore.map(|(_, ignore)| ignore)))
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

/// Fills in which listed files each COPY and ADD takes from the context.
pub(super) fn match_copies(
    request: &BuildRequest,
    context: &BuildContext,
    ignore: Option<&Dockerignore>,
    stages: &mut [Stage],
    problems: &mut Vec<Problem>,
) {
    let mut budget = MAX_COPIED;
    let mut complete = true;
    for stage in stages {
        for instruction in &mut stage.instructions {
            let instruction = match &mut instruction.trigger {
                Some(trigger) => trigger,
                None => instruction,
            };
            let heredocs = !instruction.heredocs.is_empty();
            if let Some(copied) = instruction.copied.as_mut().filter(|copied| copied.from.is_none()) {
                copied.files = matched(context, copied, heredocs, budget + 1);
                complete &= copied.files.len() <= budget;
                copied.files.truncate(budget);
                budget -= copied.files.len();
                if let Some(ignore) = ignore {
                    copied.ignored = left_out(context, ignore, copied, heredocs);
                }
            }
        }
    }
    if !complete {
        let message = format!(
            "COPY and ADD of {} take more than {MAX_COPIED} files together; only those are looked at",
            request.dockerfile
        );
        problems.push(cut(request, message));
    }
}

/// Sources that the ignore file leaves out, with all that lies below them.
fn left_out(context: &BuildContext, ignore: &Dockerignore, copied: &Copied, heredocs: bool) -> Vec<Address> {
    let mut addresses = Vec::new();
    for word in copied.sources.iter().filter(|word| word.known && usable(&word.text, heredocs)) {
        let path = join("/", &word.text);
        let path = path.trim_start_matches('/');
        let path = if path.is_empty() { "." } else { path };
        let source = Source::new(&word.text);
        let kept = || context.files.iter().any(|file| !file.ignored && source.takes(file));
        if !path.contains(['*', '?', '[']) && ignore.ignores(path) && !kept() {
            addresses.push(word.at.clone());
        }
    }
    addresses
}

/// Whether a source is a path of the context.
fn usable(text: &str, heredocs: bool) -> bool {
    !(text.contains("://") || text.starts_with("git@") || heredocs && text.starts_with("<<"))
}

fn matched(context: &BuildContext, copied: &Copied, heredocs: bool, budget: usize) -> Vec<String> {
    let sources: Vec<Source> = copied
        .sources
        .iter()
        .filter(|word| word.known && usable(&word.text, heredocs))
        .map(|word| Source::new(&word.text))
        .collect();
    let taken = context.files.iter().filter(|file| !file.ignored && sources.iter().any(|source| source.takes(file)));
    taken.take(budget).map(|file| file.path.clone()).collect()
}

/// A source of COPY, relative to the context.
enum Source {
    All,
    Path(String),
    Pattern(GlobMatcher, usize),
    Nothing,
}

impl Source {
    fn new(text: &str) -> Self {
        let path = join("/", text);
        let path = path.trim_start_matches('/');
        if path.is_empty() {
            return Self::All;
        }
        if !path.contains(['*', '?', '[']) {
            return Self::Path(path.to_owned());
        }
        match GlobBuilder::new(path).literal_separator(true).backslash_escape(true).build() {
            Ok(glob) => Self::Pattern(glob.compile_matcher(), path.split('/').count()),
            Err(_) => Self::Nothing,
        }
    }

    fn takes(&self, file: &ContextFile) -> bool {
        match self {
            Self::All => true,
            Self::Nothing => false,
            Self::Path(path) => {
                let below =
                    file.path.strip_prefix(path.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
                // A directory that was not walked into may hold the source.
                below
                    || file.directory && path.strip_prefix(file.path.as_str()).is_some_and(|rest| rest.starts_with('/'))
            }
            Self::Pattern(glob, depth) => {
                let end = file.path.match_indices('/').nth(depth - 1).map_or(file.path.len(), |(i, _)| i);
                glob.is_match(&file.path[..end])
            }
        }
    }
}
