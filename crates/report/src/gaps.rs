//! What a deployment has and these files lack, collapsed by cause: one line for each code, with the names, the count and the first place.

use std::collections::BTreeMap;

use super::view::View;
use plimsoll_source::problem::{Problem, codes};

/// So many things that are lacking are named in a line.
const NAMED: usize = 8;

/// Gaps of one code.
pub(super) struct Cause<'a> {
    pub(super) code: &'static str,
    /// What is lacking, in the plural: `variables without a value`.
    pub(super) what: &'static str,
    /// The names of what is lacking, each once, in order.
    pub(super) names: Vec<&'a str>,
    pub(super) places: usize,
    /// Where the first one is, `path:line:column` or a path.
    pub(super) first: Option<String>,
    /// The first one, which stands for all where only one is told.
    pub(super) example: &'a Problem,
}

/// The causes in order of their codes.
pub(super) fn causes<'a>(view: &View<'_>, problems: &'a [Problem]) -> Vec<Cause<'a>> {
    let mut by_code: BTreeMap<&'static str, Vec<&Problem>> = BTreeMap::new();
    for problem in problems.iter().filter(|problem| problem.is_gap()) {
        by_code.entry(problem.code).or_default().push(problem);
    }
    let cause = |(code, gaps): (&'static str, Vec<&'a Problem>)| {
        let example = *gaps.first()?;
        let mut names: Vec<&str> = gaps.iter().filter_map(|gap| gap.lacks.as_deref()).collect();
        names.sort_unstable();
        names.dedup();
        let first = example.span.map(|span| view.place(span));
        let first = first.map(|place| format!("{}:{}:{}", place.path, place.start.line, place.start.column));
        let what = codes::find(code).map_or("things that only a deployment has", |code| code.what);
        Some(Cause { code, what, names, places: gaps.len(), first: first.or_else(|| example.path.clone()), example })
    };
    by_code.into_iter().filter_map(cause).collect()
}

impl Cause<'_> {
    /// `5 variables that must be given: A, B and 3 more (12 places, first compose.yaml:4:12) [variable-required]`.
    pub(super) fn line(&self, all: bool) -> String {
        let most = if all { usize::MAX } else { NAMED };
        let more = match self.names.len().saturating_sub(most) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let named: Vec<&str> = self.names.iter().copied().take(most).collect();
        let named = if named.is_empty() { String::new() } else { format!(": {}{more}", named.join(", ")) };
        let places = if self.places == 1 { "1 place".to_owned() } else { format!("{} places", self.places) };
        let first = match &self.first {
            Some(first) if self.places == 1 => first.clone(),
            Some(first) => format!("{places}, first {first}"),
            None => places,
        };
        format!("{}{named} ({first}) [{}]", self.what, self.code)
    }
}
