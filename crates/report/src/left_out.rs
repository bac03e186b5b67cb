//! What the answer of a run is not about, in the lines that all formats share: files that were left out, what was not asked for, what was turned off. None
//! of it is a finding, and nobody may take its silence for a pass.

use std::collections::BTreeMap;

use super::Report;
use super::turned_off;
use plimsoll_source::Shown;

/// So many files that were left out are named where a page has to stay short.
const FILES_NAMED: usize = 10;

/// A line for each kind; none where everything that was found was judged by everything that runs by default.
pub(super) fn lines(report: &Shown<Report>) -> Vec<String> {
    let files = report.left_out().map(|counted| format!("left out: {counted}"));
    let turned_off = turned_off::in_short(report).map(|short| format!("turned off by configuration: {short}"));
    files.into_iter().chain(turned_off).chain(narrowed(report)).collect()
}

/// What the command line narrowed, and which of the rules that run by default did not.
pub(super) fn narrowed(report: &Shown<Report>) -> Vec<String> {
    let narrowed = report.terms.narrowed.iter().map(|what| format!("not asked for: {what}"));
    let mut by_reason: BTreeMap<&str, usize> = BTreeMap::new();
    for silent in &report.terms.not_run {
        *by_reason.entry(&silent.why).or_default() += 1;
    }
    let not_run =
        by_reason.into_iter().map(|(why, n)| format!("did not run: {} by default ({why})", rules_that_run(n)));
    narrowed.chain(not_run).collect()
}

/// `1 rule that runs`, `2 rules that run`.
pub(super) fn rules_that_run(n: usize) -> String {
    if n == 1 { "1 rule that runs".to_owned() } else { format!("{n} rules that run") }
}

/// All of it in one line; nothing where nothing was left out.
pub(super) fn in_one_line(report: &Shown<Report>) -> Option<String> {
    let lines = lines(report);
    (!lines.is_empty()).then(|| lines.join("; "))
}

/// The files that were left out, as far as they are named where a page has to stay short, and the number of the others.
pub(super) fn files(report: &Shown<Report>) -> (&[(String, String)], usize) {
    let told = &report.excluded[..report.excluded.len().min(FILES_NAMED)];
    (told, report.excluded.len() - told.len())
}
