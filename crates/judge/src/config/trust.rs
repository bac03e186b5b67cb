//! What a configuration of the scanned tree may not say unless the caller vouches for it: it is data of the tree, not of the caller.

use super::Config;
use crate::settings::Pointer;
use plimsoll_source::files::join;
use plimsoll_source::problem::Problem;

/// The way out of every refusal.
const HELP: &str = "say --trust-config, or name this file by --config, if you vouch for it";

impl Config {
    /// Takes away what the caller did not vouch for, and says so. `is_given` tells the directories of policies that the caller named himself.
    pub(super) fn restrain(&mut self, is_given: &dyn Fn(&str) -> bool) -> Vec<Problem> {
        if self.trusted {
            return Vec::new();
        }
        let mut problems = Vec::new();
        let refused: Vec<usize> = (0..self.policies.len())
            .filter(|index| !is_given(&join(&self.home, self.policies[*index].path())))
            .collect();
        if let Some(first) = refused.first() {
            let more = match refused.len() {
                1 => String::new(),
                count => format!(" and {} more", count - 1),
            };
            let message = format!(
                "the tree's own configuration asks for policies in `{}`{more}; Rego of a tree is not run unasked, so its rules did not judge",
                crate::settings::shortened(self.policies[*first].path())
            );
            let way = ["policies".into(), Pointer::Index(*first)];
            problems.push(self.placed(Problem::error("config-untrusted-policies", message), &way, false).help(HELP));
        }
        self.policies.clear();
        if let Some(baseline) = &self.baseline
            && is_outside(&join(&self.home, baseline))
        {
            let message = "the tree's own configuration names a baseline outside of the root, which is not read";
            let problem = Problem::error("config-untrusted-baseline", message);
            problems.push(self.placed(problem, &["baseline".into()], false).help(HELP));
            self.baseline = None;
        }
        let outputs = std::mem::take(&mut self.output.formats);
        for (index, output) in outputs.into_iter().enumerate() {
            let is_fine = match output.split_once('=') {
                Some((_, path)) => !is_outside(&join(&self.home, path)) && !hides(path),
                None => true,
            };
            if is_fine {
                self.output.formats.push(output);
                continue;
            }
            let message = "the tree's own configuration may write reports below the root only, and no hidden files";
            let way = ["output".into(), "formats".into(), Pointer::Index(index)];
            problems.push(self.placed(Problem::error("config-untrusted-output", message), &way, false).help(HELP));
        }
        problems
    }
}

impl Config {
    /// What this configuration says in vain, since another one rules the run.
    pub fn not_ruling(&self) -> Vec<Problem> {
        let vain = [("output", !self.output.is_silent()), ("baseline", self.baseline.is_some())];
        let problem = |key: &str| {
            let message = format!("`{key}` does not count here: it is for the configuration that rules the whole run");
            let problem = Problem::warning("config-not-ruling", message);
            self.placed(problem, &[key.into()], true)
                .help("check this directory by itself, or say it on the command line")
        };
        vain.into_iter().filter(|(_, said)| *said).map(|(key, _)| problem(key)).collect()
    }

    /// Something that is wrong with the baseline it names: without it the run would fail on everything.
    pub fn about_baseline(&self, message: String) -> Problem {
        self.placed(Problem::error("baseline-invalid", message), &["baseline".into()], false)
            .help("give a report that `plimsoll check -o json` or `-o sarif` wrote")
    }
}

fn is_outside(path: &str) -> bool {
    path.starts_with('/') || path == ".." || path.starts_with("../")
}

/// Whether a path has a part that begins with a dot: configuration of shells, editors, git and CI begins so.
fn hides(path: &str) -> bool {
    path.split(['/', '\\']).any(|part| part.starts_with('.') && !matches!(part, "." | ".."))
}
