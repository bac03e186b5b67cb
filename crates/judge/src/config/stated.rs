//! Noun: a configuration where it counts, and the files that its globs speak of.

use std::sync::Arc;

use globset::{Glob, GlobBuilder, GlobMatcher, GlobSet, GlobSetBuilder};

use super::{Config, Exclude, in_directory};
use crate::settings::Pointer;
use plimsoll_source::Span;

/// A configuration, and the directory below which it counts.
#[derive(Debug, Clone)]
pub(super) struct Stated {
    pub(super) config: Arc<Config>,
    pub(super) below: String,
    /// Whether it counts because another one extends it.
    pub(super) extended: bool,
    selection: Arc<Selection>,
}

/// The globs of one configuration.
#[derive(Debug, Default)]
struct Selection {
    include: Option<GlobSet>,
    /// Directories that an included pattern spells out: last name and place.
    reached: Vec<(String, GlobMatcher)>,
    exclude: GlobSet,
}

impl Stated {
    pub(super) fn new(config: Arc<Config>, below: &str, extended: bool) -> Result<Self, globset::Error> {
        let set = |globs: &mut dyn Iterator<Item = &str>| {
            let mut set = GlobSetBuilder::new();
            for text in globs {
                set.add(glob(&in_directory(&config.home, text))?);
            }
            set.build()
        };
        let include = match config.paths.include.is_empty() {
            true => None,
            false => Some(set(&mut config.paths.include.iter().map(String::as_str))?),
        };
        let exclude = set(&mut config.paths.exclude.iter().map(Exclude::glob))?;
        let mut reached = Vec::new();
        for pattern in &config.paths.include {
            reached.extend(directories(&in_directory(&config.home, pattern))?);
        }
        let selection = Arc::new(Selection { include, reached, exclude });
        Ok(Self { config, below: below.to_owned(), extended, selection })
    }

    /// Whether it asks for a directory that would be pruned, by an included pattern that spells it out.
    pub(super) fn reaches(&self, directory: &str, name: &str) -> bool {
        self.selection.reached.iter().any(|(part, glob)| part == name && glob.is_match(directory))
    }

    /// Why this configuration leaves a file out, and where it says so.
    pub(super) fn leaves_out(&self, path: &str) -> Option<(String, Option<Span>)> {
        if let Some(index) = self.selection.exclude.matches(path).first() {
            let exclude = &self.config.paths.exclude[*index];
            let place = self.config.place(&["paths".into(), "exclude".into(), Pointer::Index(*index)], false);
            return Some((exclude.reason(), place));
        }
        let include = self.selection.include.as_ref()?;
        let reason = || {
            let place = self.config.place(&["paths".into(), "include".into()], true);
            ("not included by the configuration".to_owned(), place)
        };
        (!include.is_match(path)).then(reason)
    }
}

/// The directories that a pattern spells out: `a/vendor/*.yaml` names `a` and `a/vendor`.
fn directories(pattern: &str) -> Result<Vec<(String, GlobMatcher)>, globset::Error> {
    let parts: Vec<&str> = pattern.split('/').filter(|part| !part.is_empty()).collect();
    let is_plain = |part: &str| !part.contains(['*', '?', '[', '{', '\\']);
    let mut found = Vec::new();
    for (index, part) in parts.iter().enumerate().filter(|(_, part)| is_plain(part)) {
        found.push(((*part).to_owned(), glob(&parts[..=index].join("/"))?.compile_matcher()));
    }
    Ok(found)
}

/// A glob of ours: `*` stays in its directory, `**` crosses them, a trailing `/` means everything below.
pub(super) fn glob(text: &str) -> Result<Glob, globset::Error> {
    let whole = text.strip_prefix("./").unwrap_or(text);
    let whole = whole.strip_suffix('/').map_or_else(|| whole.to_owned(), |directory| format!("{directory}/**"));
    GlobBuilder::new(&whole).literal_separator(true).build()
}
