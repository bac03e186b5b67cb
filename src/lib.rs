//! plimsoll: are these containers fit to ship, and can we prove it?
//!
//! [`judge`] is what `plimsoll check` does with everything below a directory, by the rules that plimsoll ships. Its answer says what was found, what could
//! not be judged and what was left out, and [`write()`] makes any of the formats of it.
//!
//! ```
//! use plimsoll::{Format, Options, Request, judge, write};
//!
//! let request = Request::new("examples/shop", "2026-11-30");
//! let report = judge(&request)?;
//! // A finding may tell what other rules say of the same place, too.
//! let mut parts = report.findings.iter().flat_map(|finding| finding.parts());
//! assert!(parts.any(|finding| finding.rule.as_str() == "compose/service-privileged"));
//!
//! let mut text = Vec::new();
//! write(&report, Format::Text, &Options::default(), &mut text)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The parts are crates of their own: `plimsoll-loader` loads files and knows nothing of policies, `plimsoll-policy` evaluates policies and knows nothing of
//! ours, and so on (ARCHITECTURE.md has the table).

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use plimsoll_check::{Run, Scope, Settlement};
use plimsoll_judge::config::{Command, Floors, Layers, Source};
use plimsoll_loader::discover::{self, Selection};
use plimsoll_loader::disk::DiskFiles;
use plimsoll_policy::{Bundle, PolicyError, PolicySet, known_images};
use plimsoll_report::Repository;
use plimsoll_rules::SHIPPED;
use plimsoll_source::Sources;

pub use plimsoll_judge::finding::Finding;
pub use plimsoll_policy::{RuleSet, Severity};
pub use plimsoll_report::{Format, Options, Report, write};
pub use plimsoll_source::Shown;
pub use plimsoll_source::problem::Problem;

/// What is to be judged, by what, as of when.
///
/// Who calls decides: configurations in the tree are not read, and so no policies, baselines and waiver files that they name. Comments that waive
/// do count, unless told otherwise.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Request {
    /// The directory; everything below it is looked at, and nothing outside.
    pub root: PathBuf,
    /// The day the run counts as, `YYYY-MM-DD`: waivers expire.
    pub as_of: String,
    /// Which rules run.
    pub set: RuleSet,
    /// Whether comments waive.
    pub waives: bool,
    /// Whether it is worked out how the controls of the frameworks come out.
    pub controls: bool,
}

impl Request {
    /// Everything below a directory, by the recommended rules.
    pub fn new(root: impl Into<PathBuf>, as_of: impl Into<String>) -> Self {
        Self { root: root.into(), as_of: as_of.into(), set: RuleSet::Recommended, waives: true, controls: false }
    }
}

/// Why there is no report.
#[derive(Debug)]
#[non_exhaustive]
pub enum Failure {
    /// The directory cannot be opened.
    Root(io::Error),
    /// The day is none, or not written as `2027-01-31`.
    Day(String),
    /// The policies cannot be read, or do not compile.
    Policies(Vec<PolicyError>),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root(error) => write!(f, "the directory cannot be opened: {error}"),
            Self::Day(text) => write!(f, "`{text}` is no day; write it as 2027-01-31"),
            Self::Policies(errors) => errors.iter().try_for_each(|error| writeln!(f, "{error}")),
        }
    }
}

impl std::error::Error for Failure {}

/// Judges what a request says. What could not be judged stands in the report as a problem: a report without findings is a clean one only where it
/// has no problem of severity error either.
///
/// # Errors
/// When the directory cannot be opened, or the day is none. That the policies cannot be read would be a mistake of plimsoll.
pub fn judge(request: &Request) -> Result<Shown<Report>, Failure> {
    let day: Result<jiff::civil::Date, _> = request.as_of.parse();
    let as_of = day.map_err(|_| Failure::Day(request.as_of.clone()))?.to_string();
    let files = DiskFiles::new(&request.root).map_err(Failure::Root)?;
    let policies = PolicySet::load(Bundle::shipped(&SHIPPED)).map_err(Failure::Policies)?;
    let everything = Selection::new(&[], &[], false).expect("internal: no pattern is no wrong one");
    let found = discover::candidates(&files, &[".".to_owned()], &everything);
    let mut layers = Layers::new(Source::Nowhere, false, Floors::default());
    let command = Command { set: Some(request.set), ..Command::default() };
    layers.know(policies.rules(), HashMap::new(), command);
    // Who embeds it may want any format.
    let scope = Scope { known: Arc::new(known_images(&SHIPPED)), keep_rows: true, ..Scope::default() };
    let run = Run {
        found: &found,
        scope: &scope,
        files: &files,
        sources: Arc::new(Sources::default()),
        policies: &policies,
        shows_controls: request.controls,
        is_about_controls: false,
        repository: Repository::default(),
    };
    let waivers = request.waives.then(Vec::new);
    let settlement = Settlement { as_of, waivers, baseline: None };
    plimsoll_check::report(run, &mut layers, settlement, Vec::new()).map_err(|error| Failure::Policies(vec![error]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_is_judged_and_what_cannot_be_is_told() {
        let mut request = Request::new("examples/shop", "2026-11-30");
        let recommended = judge(&request).expect("a report").findings.len();
        request.set = RuleSet::All;
        let all = judge(&request).expect("a report");
        assert!(all.findings.len() > recommended && recommended > 0);
        assert_eq!(all.as_of, "2026-11-30");
        assert!(all.controls.is_none());
        request.controls = true;
        assert!(judge(&request).expect("a report").controls.is_some());
        request.as_of = "soon".to_owned();
        assert_eq!(judge(&request).expect_err("no day").to_string(), "`soon` is no day; write it as 2027-01-31");
        assert!(matches!(judge(&Request::new("examples/nowhere", "2026-11-30")), Err(Failure::Root(_))));
    }
}
