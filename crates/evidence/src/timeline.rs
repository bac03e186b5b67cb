//! The row of runs as one self-contained page: where runs are and where none is, a line per control and per finding, a cell per run. Colour never says
//! anything alone, and paper takes it.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use indexmap::IndexMap;

use super::chain::{Chain, Closing, ControlHistory, FindingHistory, Gap, Presence, Run};
use plimsoll_judge::control::ControlStatus;
use plimsoll_report::{Esc, STYLE};

const OWN_STYLE: &str = include_str!("timeline.css");

/// What stands wherever signatures were not checked.
pub const UNVERIFIED: &str = "UNVERIFIED";

/// The page, with a part for each repository.
pub fn timeline(chains: &[Chain]) -> String {
    let mut page = String::new();
    // Writing to a string cannot fail.
    let _always = write_page(chains, &mut page);
    page
}

fn write_page(chains: &[Chain], out: &mut String) -> fmt::Result {
    let title =
        if chains.iter().all(|chain| chain.verified) { "Evidence over time" } else { "UNVERIFIED evidence over time" };
    write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>\n{STYLE}{OWN_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
    )?;
    if chains.len() > 1 {
        writeln!(out, "<p class=\"about\">{} repositories: each has a row of runs of its own.</p>", chains.len())?;
    }
    for chain in chains {
        let unknown = "a repository that no manifest names";
        writeln!(out, "<h2>{}</h2>", Esc(chain.repository.as_deref().unwrap_or(unknown)))?;
        summary(chain, out)?;
        axis(chain, out)?;
        gaps(&chain.gaps, out)?;
        runs(chain, out)?;
        controls(chain, out)?;
        findings(chain, out)?;
    }
    out.write_str("</main>\n</body>\n</html>\n")
}

fn day(moment: &str) -> &str {
    moment.get(..10).unwrap_or(moment)
}

fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn summary(chain: &Chain, out: &mut String) -> fmt::Result {
    let first = chain.period.0.as_deref().or(chain.runs.first().map(|run| day(&run.started)));
    let last = chain.period.1.as_deref().or(chain.runs.last().map(|run| day(&run.finished)));
    let open = chain.findings.iter().filter(|f| f.closed.is_none()).count();
    if !chain.verified {
        writeln!(
            out,
            "<p class=\"verdict bad\">{UNVERIFIED}: no key was given, so nothing shows who made these bundles, or that they are not made up.</p>"
        )?;
    }
    writeln!(
        out,
        "<p class=\"about\">{} to {} · {} · {}, {open} of them still there · times are UTC, by the clocks of the machines that ran</p>",
        Esc(first.unwrap_or("no run")),
        Esc(last.unwrap_or("no run")),
        plural(chain.runs.len(), "run", "runs"),
        plural(chain.findings.len(), "finding", "findings"),
    )?;
    match chain.gaps.len() {
        0 => writeln!(out, "<p class=\"verdict good\">The row of runs is whole.</p>"),
        count => {
            writeln!(
                out,
                "<p class=\"verdict bad\">The row of runs is not whole: {}.</p>",
                plural(count, "gap", "gaps")
            )
        }
    }
}

/// Seconds since an epoch of its own: what is drawn needs differences only.
fn seconds(moment: &str) -> Option<f64> {
    let moment: jiff::civil::DateTime = moment.trim_end_matches('Z').parse().ok()?;
    Some(moment.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_second() as f64)
}

/// Runs along the time, to scale.
fn axis(chain: &Chain, out: &mut String) -> fmt::Result {
    const LEFT: f64 = 60.0;
    const WIDTH: f64 = 880.0;
    let times: Vec<f64> = chain.runs.iter().filter_map(|run| seconds(&run.started)).collect();
    let (Some(first), Some(last)) = (times.first(), times.last()) else { return Ok(()) };
    let scale = if last > first { WIDTH / (last - first) } else { 0.0 };
    let x = |time: f64| LEFT + (time - first) * scale;
    let before: BTreeMap<&str, &Gap> =
        chain.gaps.iter().filter_map(|gap| Some((gap.before.as_deref()?, gap))).collect();
    write!(out, "<svg class=\"axis\" viewBox=\"0 0 1000 64\" role=\"img\" aria-label=\"Runs along the time\">")?;
    let (from, to) = (x(*first), x(*last));
    write!(out, "<line class=\"line\" x1=\"{from:.1}\" y1=\"24\" x2=\"{to:.1}\" y2=\"24\"/>")?;
    for (pair, run) in times.windows(2).zip(chain.runs.iter().skip(1)) {
        let holes = ["time", "missing"];
        let is_hole = chain.gaps.iter().any(|g| g.before.as_ref() == Some(&run.run_id) && holes.contains(&g.kind));
        if is_hole {
            let (from, to) = (x(pair[0]) + 8.0, x(pair[1]) - 8.0);
            write!(out, "<line class=\"hole\" x1=\"{from:.1}\" y1=\"24\" x2=\"{:.1}\" y2=\"24\"/>", to.max(from))?;
        }
    }
    let mut labelled = f64::NEG_INFINITY;
    for (time, run) in times.iter().zip(&chain.runs) {
        let class = if before.contains_key(run.run_id.as_str()) { " class=\"bad\"" } else { "" };
        write!(
            out,
            "<circle{class} cx=\"{:.1}\" cy=\"24\" r=\"7\"><title>{}</title></circle>",
            x(*time),
            Esc(&run.started)
        )?;
        if x(*time) - labelled >= 74.0 {
            labelled = x(*time);
            write!(out, "<text x=\"{labelled:.1}\" y=\"52\" text-anchor=\"middle\">{}</text>", Esc(day(&run.started)))?;
        }
    }
    writeln!(out, "</svg>")
}

fn gaps(gaps: &[Gap], out: &mut String) -> fmt::Result {
    if gaps.is_empty() {
        return Ok(());
    }
    writeln!(out, "<h2>Gaps</h2>\n<ul>")?;
    for gap in gaps {
        let kind = match gap.kind {
            "broken" => "does not hold",
            "time" => "too long without a run",
            "missing" => "missing run",
            "order" => "out of order",
            "changed" => "changed afterwards",
            "twice" => "there twice",
            "waiver" => "waiver dated back",
            other => other,
        };
        writeln!(out, "<li><span class=\"gap\">{}:</span> {}</li>", Esc(kind), Esc(&gap.message))?;
    }
    writeln!(out, "</ul>")
}

/// A table that people can reach and scroll with the keyboard. Heads with `#` stand over a run, with `>` over numbers.
fn open_table(label: &str, head: &[&str], out: &mut String) -> fmt::Result {
    write!(
        out,
        "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\"><table class=\"strip\"><caption class=\"hide\">{0}</caption><thead><tr>",
        Esc(label)
    )?;
    for cell in head {
        let class = match cell.chars().next() {
            Some('#') => " class=\"run\"",
            Some('>') => " class=\"number\"",
            _ => "",
        };
        write!(out, "<th scope=\"col\"{class}>{}</th>", Esc(cell.trim_start_matches(['#', '>'])))?;
    }
    writeln!(out, "</tr></thead><tbody>")
}

const CLOSE_TABLE: &str = "</tbody></table></div>\n";

fn runs(chain: &Chain, out: &mut String) -> fmt::Result {
    writeln!(out, "<h2>Runs</h2>")?;
    let head = [
        "#run",
        "started",
        "commit",
        "counts as",
        ">pass",
        ">fail",
        ">review",
        ">waived",
        ">error",
        ">files not judged",
        "signatures",
        "bundle",
    ];
    open_table("Runs", &head, out)?;
    for (number, run) in chain.runs.iter().enumerate() {
        for gap in chain.gaps.iter().filter(|gap| gap.before.as_ref() == Some(&run.run_id)) {
            writeln!(out, "<tr><td></td><td class=\"gap\" colspan=\"11\">▲ {}</td></tr>", Esc(&gap.message))?;
        }
        run_row(number + 1, run, out)?;
    }
    for gap in chain.gaps.iter().filter(|gap| gap.before.is_none()) {
        writeln!(out, "<tr><td></td><td class=\"gap\" colspan=\"11\">▲ {}</td></tr>", Esc(&gap.message))?;
    }
    out.write_str(CLOSE_TABLE)
}

fn run_row(number: usize, run: &Run, out: &mut String) -> fmt::Result {
    let commit = run.commit.as_deref().map_or("none", |id| id.get(..12).unwrap_or(id));
    let dirty = if run.dirty { " with changes" } else { "" };
    write!(
        out,
        "<tr><th scope=\"row\" class=\"run\">{number}</th><td title=\"run {}\">{}</td><td><code>{}</code>{dirty}</td><td>{}</td>",
        Esc(&run.run_id),
        Esc(&run.started.replace('T', " ").replace('Z', "")),
        Esc(commit),
        Esc(&run.as_of)
    )?;
    for kind in ["pass", "fail", "review", "waived", "error"] {
        write!(out, "<td class=\"number\">{}</td>", run.counts.get(kind).copied().unwrap_or(0))?;
    }
    let signatures = if run.verified { "verified" } else { UNVERIFIED };
    writeln!(out, "<td class=\"number\">{}</td><td>{signatures}</td><td>{}</td></tr>", run.failed, Esc(&run.name))
}

/// Sign, class and words of a status or presence.
type Cell = (&'static str, &'static str, &'static str);

fn legend(cells: &[Cell], out: &mut String) -> fmt::Result {
    out.write_str("<ul class=\"legend\">")?;
    for (sign, class, words) in cells {
        write!(out, "<li><span class=\"state {class}\">{sign}</span> {words}</li>")?;
    }
    writeln!(out, "</ul>")
}

fn cells(cells: impl Iterator<Item = Cell>, out: &mut String) -> fmt::Result {
    for (sign, class, words) in cells {
        write!(
            out,
            "<td class=\"run\"><span class=\"state {class}\" role=\"img\" aria-label=\"{words}\" title=\"{words}\">{sign}</span></td>"
        )?;
    }
    Ok(())
}

/// What a bundle can tell apart.
const TOLD: [ControlStatus; 4] =
    [ControlStatus::Met, ControlStatus::Excepted, ControlStatus::NotMet, ControlStatus::NotAssessed];

fn cell(status: ControlStatus) -> Cell {
    let (sign, class) = match status {
        ControlStatus::Met => ("✓", "met"),
        ControlStatus::Excepted => ("!", "excepted"),
        ControlStatus::NotMet => ("✗", "not-met"),
        ControlStatus::NotAssessed | ControlStatus::Manual | ControlStatus::NotApplicable => ("–", "none"),
    };
    (sign, class, status.as_str())
}

/// A bundle with a word that nobody knows was not assessed, as far as we can tell.
fn status(word: &str) -> ControlStatus {
    ControlStatus::of_bundle(word).unwrap_or(ControlStatus::NotAssessed)
}

fn numbers(chain: &Chain) -> Vec<String> {
    (1..=chain.runs.len()).map(|number| format!("#{number}")).collect()
}

fn controls(chain: &Chain, out: &mut String) -> fmt::Result {
    writeln!(out, "<h2>Controls</h2>")?;
    legend(&TOLD.map(cell), out)?;
    let limit = chain.max_gap.map_or(String::new(), |seconds| {
        format!(
            " A run speaks for {:.1} days at most; what no run speaks for does not count as met.",
            seconds as f64 / 86_400.0
        )
    });
    writeln!(
        out,
        "<p class=\"about\">The share is that of the time in which the control was met, with or without exceptions.{limit} A column is a run.</p>"
    )?;
    let mut frameworks: IndexMap<&str, Vec<&ControlHistory>> = IndexMap::new();
    for control in &chain.controls {
        frameworks.entry(&control.framework).or_default().push(control);
    }
    for (framework, controls) in frameworks {
        let (assessed, never): (Vec<&ControlHistory>, Vec<&ControlHistory>) =
            controls.into_iter().partition(|c| c.statuses.iter().any(|s| status(s) != ControlStatus::NotAssessed));
        writeln!(out, "<h3>{}</h3>", Esc(framework))?;
        if !assessed.is_empty() {
            let columns = numbers(chain);
            let head: Vec<&str> = ["control", ">share"].into_iter().chain(columns.iter().map(String::as_str)).collect();
            open_table(&format!("Controls of {framework}"), &head, out)?;
            for control in assessed {
                let (id, title) = (Esc(&control.control), Esc(&control.title));
                write!(
                    out,
                    "<tr><th scope=\"row\"><code>{id}</code> {title}</th><td class=\"number\">{:.1} %</td>",
                    control.met_percent
                )?;
                cells(control.statuses.iter().map(|s| cell(status(s))), out)?;
                writeln!(out, "</tr>")?;
            }
            out.write_str(CLOSE_TABLE)?;
        }
        if !never.is_empty() {
            let ids: Vec<&str> = never.iter().map(|control| control.control.as_str()).collect();
            writeln!(out, "<p class=\"about\">Not assessed in any run: {}</p>", Esc(ids.join(", ")))?;
        }
    }
    Ok(())
}

const OPEN: Cell = ("✗", "not-met", "open");
const REVIEW: Cell = ("?", "", "to review");
const WAIVED: Cell = ("!", "excepted", "waived");
const ABSENT: Cell = ("·", "none", "not there");
const UNKNOWN: Cell = ("–", "none", "not known");

fn presence(presence: Presence) -> Cell {
    match presence {
        Presence::Open => OPEN,
        Presence::Review => REVIEW,
        Presence::Waived => WAIVED,
        Presence::Absent => ABSENT,
        Presence::Unknown => UNKNOWN,
    }
}

fn findings(chain: &Chain, out: &mut String) -> fmt::Result {
    writeln!(out, "<h2>Findings</h2>")?;
    if chain.findings.is_empty() {
        return writeln!(out, "<p>None in any run.</p>");
    }
    let is_unknown = |finding: &FindingHistory| finding.presence.contains(&Presence::Unknown);
    let unknown = chain.findings.iter().any(is_unknown).then_some(UNKNOWN);
    legend(&[OPEN, REVIEW, WAIVED, ABSENT].into_iter().chain(unknown).collect::<Vec<_>>(), out)?;
    let columns = numbers(chain);
    let head = ["finding", "severity", "opened", "closed"].into_iter().chain(columns.iter().map(String::as_str));
    open_table("Findings", &head.collect::<Vec<_>>(), out)?;
    for finding in &chain.findings {
        write!(
            out,
            "<tr><th scope=\"row\"><code>{}</code> on {}</th><td>{}</td><td>{}</td><td>{}</td>",
            Esc(&finding.rule),
            Esc(&finding.subject),
            Esc(&finding.severity),
            Esc(day(&finding.opened)),
            Esc(closed(finding)),
        )?;
        cells(finding.presence.iter().map(|p| presence(*p)), out)?;
        writeln!(out, "</tr>")?;
    }
    out.write_str(CLOSE_TABLE)
}

fn closed(finding: &FindingHistory) -> String {
    match (&finding.closed, finding.closing) {
        (Some(when), Some(Closing::NotJudged)) => format!("{}, no longer judged", day(when)),
        (Some(when), _) => day(when).to_owned(),
        (None, _) => finding.presence.last().map_or("", |p| presence(*p).2).to_owned(),
    }
}
