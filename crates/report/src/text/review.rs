//! What somebody must look at: one line for each rule, with its first places.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::super::inert;
use super::super::view::View;
use super::paint::Paint;
use plimsoll_judge::finding::Finding;
use plimsoll_policy::RuleId;

/// Places of a rule that are named.
const MAX_PLACES: usize = 3;

pub(super) fn write(view: &View<'_>, paint: &Paint, out: &mut dyn Write) -> io::Result<()> {
    let mut by_rule: BTreeMap<&RuleId, Vec<&Finding>> = BTreeMap::new();
    for finding in view.reviews() {
        by_rule.entry(&finding.rule).or_default().push(finding);
    }
    if by_rule.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}\n", paint.heading("To review: the files do not say enough to be sure"))?;
    for (rule, findings) in by_rule {
        let places: Vec<String> = findings
            .iter()
            .take(MAX_PLACES)
            .map(|finding| view.place(finding.primary.span))
            .map(|place| format!("{}:{}", inert::name(&place.path), place.start.line))
            .collect();
        let more = findings.len() - places.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        writeln!(out, "{:>5} {} {}{more}", findings.len(), paint.bold(rule.as_str()), places.join(", "))?;
    }
    writeln!(out)
}
