//! What configurations turned off, in the words that all reports share.

use super::Report;
use super::view::View;
use plimsoll_judge::config::{TurnedOff, TurnedOffKind};
use plimsoll_source::Shown;

/// So many rules are named with a setting.
const NAMED: usize = 12;

/// One entry as a line: what, where, and what it meant for this run.
pub(super) struct Line {
    pub(super) what: String,
    /// `plimsoll.yaml:3`
    pub(super) place: Option<String>,
}

/// All of it in one sentence's half; nothing where nothing is turned off.
pub(super) fn in_short(report: &Shown<Report>) -> Option<String> {
    let of = |kind: TurnedOffKind| report.turned_off.iter().filter(move |one| one.kind == kind);
    let rules = |kind| of(kind).map(|one| one.rules.len()).sum::<usize>();
    let counted = |n: usize, noun: &str| (n > 0).then(|| format!("{n} {noun}{}", if n == 1 { "" } else { "s" }));
    let files: usize = of(TurnedOffKind::Files).filter_map(|one| one.count).sum();
    let hidden: usize = of(TurnedOffKind::MinSeverity).filter_map(|one| one.count).sum();
    let severities = rules(TurnedOffKind::Severities);
    let parts = [
        counted(rules(TurnedOffKind::Rules), "rule"),
        of(TurnedOffKind::Builtin).next().map(|_| "the built-in rules".to_owned()),
        counted(severities, "rule").map(|rules| format!("the severity of {rules}")),
        counted(files, "file"),
        of(TurnedOffKind::MinSeverity).next().map(|_| format!("{hidden} of the findings (hidden by their severity)")),
        of(TurnedOffKind::FailOn).next().map(|_| "the failing of the run by its findings".to_owned()),
        counted(rules(TurnedOffKind::Params), "rule").map(|rules| format!("the usual parameters of {rules}")),
        of(TurnedOffKind::PlainStart).next().map(|_| "what a plain `docker compose up` takes".to_owned()),
        of(TurnedOffKind::Baseline).next().map(|_| "what its baseline knows".to_owned()),
        of(TurnedOffKind::Above).next().map(|_| "something of the configurations further out".to_owned()),
        counted(of(TurnedOffKind::Secrets).count(), "secret").map(|text| format!("{text} that count as none")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let nothing = "nothing of what is here".to_owned();
    (!report.turned_off.is_empty()).then(|| if parts.is_empty() { nothing } else { parts.join(", ") })
}

/// Each of it.
pub(super) fn lines(view: &View<'_>) -> Vec<Line> {
    view.report.turned_off.iter().map(|one| line(view, one)).collect()
}

fn line(view: &View<'_>, one: &TurnedOff) -> Line {
    let mut what = one.what.clone();
    if !one.rules.is_empty() {
        let named: Vec<&str> = one.rules.iter().take(NAMED).map(plimsoll_policy::RuleId::as_str).collect();
        let more = one.rules.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        what = format!("{what}: {}{more}", named.join(", "));
    }
    match (one.kind, one.count) {
        (TurnedOffKind::Files, Some(1)) => what = format!("{what} (1 file)"),
        (TurnedOffKind::Files, Some(count)) => what = format!("{what} ({count} files)"),
        (TurnedOffKind::MinSeverity, Some(count)) => what = format!("{what} ({count} hidden)"),
        _ => {}
    }
    let place = one.span.map(|span| {
        let place = view.place(span);
        format!("{}:{}", place.path, place.start.line)
    });
    Line { what, place }
}
