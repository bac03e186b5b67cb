//! Which paths are left out, beyond what the walk prunes by itself.

use globset::{GlobBuilder, GlobMatcher, GlobSet, GlobSetBuilder};

/// Who chooses among the files of a tree.
pub trait Choice {
    /// Why a file (root-relative) is left out; `None` where it is not.
    fn leaves_out(&self, path: &str) -> Option<String>;

    /// Whether a directory that would be pruned, with this name, is asked for.
    fn reaches(&self, directory: &str, name: &str) -> bool;
}

/// The same globs for every file.
impl Choice for Selection {
    fn leaves_out(&self, path: &str) -> Option<String> {
        let is_out = self.exclude.as_ref().is_some_and(|set| set.is_match(path))
            || self.include.as_ref().is_some_and(|set| !set.is_match(path));
        is_out.then(|| "left out by the configuration".to_owned())
    }

    /// Whether an included pattern names the directory. A `**` names none.
    fn reaches(&self, directory: &str, name: &str) -> bool {
        self.reached.iter().any(|(part, glob)| part == name && glob.is_match(directory))
    }
}

/// Which paths are left out, beyond what the walk prunes by itself.
#[derive(Debug, Default)]
pub struct Selection {
    /// Only these, when there are any.
    include: Option<GlobSet>,
    /// Directories that an included pattern names, by their own name.
    reached: Vec<(String, GlobMatcher)>,
    /// Never these.
    exclude: Option<GlobSet>,
    /// Walk into pruned and git-ignored directories too.
    pub no_ignore: bool,
    /// Leave out what is excluded even where somebody names it.
    pub force_exclude: bool,
}

impl Selection {
    /// From globs over repository-relative paths (`**` crosses directories, a trailing `/` means everything below).
    ///
    /// # Errors
    /// The first glob that does not compile, with the reason.
    pub fn new(include: &[String], exclude: &[String], no_ignore: bool) -> Result<Self, String> {
        let reached = include.iter().map(|pattern| directories(pattern)).collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            include: globs(include)?,
            reached: reached.into_iter().flatten().collect(),
            exclude: globs(exclude)?,
            no_ignore,
            force_exclude: false,
        })
    }
}

fn whole(pattern: &str) -> String {
    let whole = pattern.strip_prefix("./").unwrap_or(pattern);
    whole.strip_suffix('/').map_or_else(|| whole.to_owned(), |dir| format!("{dir}/**"))
}

fn glob(pattern: &str) -> Result<globset::Glob, String> {
    GlobBuilder::new(pattern).literal_separator(true).build().map_err(|e| e.to_string())
}

fn globs(patterns: &[String]) -> Result<Option<GlobSet>, String> {
    if patterns.is_empty() {
        return Ok(None);
    }
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(glob(&whole(pattern))?);
    }
    set.build().map(Some).map_err(|e| e.to_string())
}

/// The directories that a pattern spells out: `a/vendor/*.yaml` names `a` and `a/vendor`.
fn directories(pattern: &str) -> Result<Vec<(String, GlobMatcher)>, String> {
    let whole = whole(pattern);
    let parts: Vec<&str> = whole.split('/').collect();
    let is_plain = |part: &str| !part.contains(['*', '?', '[', '{', '\\']);
    let mut found = Vec::new();
    for (index, part) in parts.iter().enumerate().filter(|(_, part)| is_plain(part)) {
        found.push(((*part).to_owned(), glob(&parts[..=index].join("/"))?.compile_matcher()));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_spelled_out_reaches_a_pruned_directory() {
        let include = ["**".to_owned(), "a/vendor/*/compose.yaml".to_owned(), "**/target/".to_owned()];
        let selection = Selection::new(&include, &[], false).expect("globs");
        assert!(selection.reaches("a/vendor", "vendor"));
        assert!(!selection.reaches("vendor", "vendor"));
        assert!(selection.reaches("x/y/target", "target"));
        assert!(!selection.reaches("node_modules", "node_modules"));
    }
}
