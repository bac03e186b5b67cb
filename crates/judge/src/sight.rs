//! Noun: what a run had in sight. A part is not the whole: what lies out of sight is neither used nor unused, neither there nor gone.

use std::collections::BTreeSet;

use globset::GlobMatcher;

use plimsoll_policy::RuleId;
use plimsoll_source::files::lies_in;

/// What a run had in sight; by default everything.
#[derive(Debug, Clone, Default)]
pub struct Sight {
    /// The files and directories that were asked for, root-relative; `None` for everything below the root.
    pub part: Option<Vec<String>>,
    /// The rules that ran, where only some were asked for.
    pub rules: Option<BTreeSet<RuleId>>,
    /// Only one project was loaded, or one environment: no file was seen in everything that it is part of.
    pub lone: bool,
    /// Files and directories (root-relative, without a slash at the end) that are there and were not judged: left out, or not to be understood.
    pub unjudged: BTreeSet<String>,
    /// Rules that failed somewhere.
    pub failed: BTreeSet<RuleId>,
}

impl Sight {
    /// Whether everything was in sight.
    pub fn is_whole(&self) -> bool {
        self.part.is_none() && self.rules.is_none() && !self.lone
    }

    /// Whether a file was asked for.
    pub fn asks_for(&self, path: &str) -> bool {
        self.part.as_ref().is_none_or(|part| part.iter().any(|asked| lies_in(path, asked)))
    }

    /// Whether everything that can be found in a file would have been.
    pub fn holds(&self, path: &str) -> bool {
        !self.lone && self.asks_for(path) && !self.passes_over(path)
    }

    /// Whether a file is there and was not judged.
    fn passes_over(&self, path: &str) -> bool {
        let directories = path.match_indices('/').map(|(end, _)| &path[..end]);
        !self.unjudged.is_empty() && directories.chain([path]).any(|part| self.unjudged.contains(part))
    }

    /// Whether everything would have been found in the files that a glob means, of those that there are.
    pub fn holds_all<'a>(&self, glob: Option<&GlobMatcher>, there: impl Iterator<Item = &'a str>) -> bool {
        let is_missed = |glob: &GlobMatcher| self.unjudged.iter().any(|path| glob.is_match(path) || below(glob, path));
        match (&self.part, glob) {
            _ if self.lone => false,
            (_, None) if !self.unjudged.is_empty() => false,
            (_, Some(glob)) if is_missed(glob) => false,
            (None, _) => true,
            (Some(_), None) => false,
            (Some(_), Some(glob)) => {
                let meant: Vec<&str> = there.filter(|path| glob.is_match(path)).collect();
                !meant.is_empty() && meant.iter().all(|path| self.asks_for(path))
            }
        }
    }

    /// Whether a rule ran wherever it has something to say.
    pub fn ran(&self, rule: &RuleId) -> bool {
        !self.failed.contains(rule) && self.rules.as_ref().is_none_or(|rules| rules.contains(rule))
    }
}

/// Whether a glob may mean a file in a directory that nobody looked into.
fn below(glob: &GlobMatcher, directory: &str) -> bool {
    let text = glob.glob().glob();
    text.starts_with(&format!("{directory}/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_holds_what_lies_in_it() {
        let glob = |text: &str| globset::Glob::new(text).expect("a glob").compile_matcher();
        let whole = Sight::default();
        assert!(whole.is_whole() && whole.holds("x") && whole.holds_all(None, std::iter::empty()));
        let part = Sight { part: Some(vec!["api".to_owned(), "web/Dockerfile".to_owned()]), ..Sight::default() };
        assert!(part.holds("api/a/b") && part.holds("web/Dockerfile"));
        assert!(!part.holds("apis/a") && !part.holds("web/compose.yaml"));
        let there = || ["api/Dockerfile", "web/Dockerfile", "web/compose.yaml"].into_iter();
        assert!(part.holds_all(Some(&glob("**/Dockerfile")), there()));
        assert!(!part.holds_all(Some(&glob("web/*")), there()));
        assert!(!part.holds_all(Some(&glob("gone/*")), there()));
        assert!(!part.holds_all(None, there()));
        let unjudged = ["vendor", "web/compose.yaml"].map(str::to_owned).into();
        let whole = Sight { unjudged, failed: [RuleId::new("a/b")].into(), ..Sight::default() };
        assert!(
            whole.holds("api/Dockerfile") && !whole.holds("vendor/x/Dockerfile") && !whole.holds("web/compose.yaml")
        );
        assert!(!whole.holds_all(None, there()) && whole.holds_all(Some(&glob("api/*")), there()));
        assert!(!whole.holds_all(Some(&glob("web/*")), there()) && !whole.holds_all(Some(&glob("vendor/a")), there()));
        assert!(!whole.ran(&RuleId::new("a/b")) && whole.ran(&RuleId::new("a/c")));
        let lone = Sight { lone: true, ..Sight::default() };
        assert!(!lone.holds("x") && !lone.holds_all(None, there()) && lone.asks_for("x"));
    }
}
