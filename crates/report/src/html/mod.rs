//! `html`: the compliance dashboard, one file that asks nobody for anything: no network, no fonts, readable without scripts, printable.
//!
//! Everything that comes from files goes through [`Esc`]; nothing else is allowed to put text into the page.

mod controls;
mod findings;
mod graph;
mod picture;
mod source;
mod tables;

use std::fmt::{self, Write as _};
use std::io::{self, Write};

use super::Report;
use super::inert::{self, is_harmful};
use super::left_out;
use super::turned_off;
use super::view::View;
use plimsoll_source::Shown;
use plimsoll_source::problem;

/// The style of our pages.
pub const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// The load line of a ship.
pub(super) const MARK: &str = "<svg viewBox=\"0 0 32 32\" width=\"26\" height=\"26\" aria-hidden=\"true\"><circle cx=\"16\" cy=\"16\" r=\"10\"/><path d=\"M1 16H31\"/></svg>";

/// Text on its way into HTML: as element content or within double quotes.
#[derive(Debug)]
pub struct Esc<T>(pub T);

impl<T: fmt::Display> fmt::Display for Esc<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.to_string().chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                '\n' | '\t' => f.write_char(c)?,
                c if is_harmful(c) || c == '\r' => f.write_char('\u{fffd}')?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

pub(super) fn write(report: &Shown<Report>, out: &mut dyn Write) -> io::Result<()> {
    let mut page = String::new();
    render(&View::new(report), &mut page).map_err(io::Error::other)?;
    out.write_all(inert::guarded(page, "&#58;", "&#91;").as_bytes())
}

fn render(view: &View<'_>, out: &mut String) -> fmt::Result {
    let mut sections = String::new();
    summary(view, &mut sections)?;
    controls::section(view, &mut sections)?;
    tables::projects(view, &mut sections)?;
    tables::beside(view, &mut sections)?;
    findings::section(view, &mut sections)?;
    tables::waivers(view, &mut sections)?;
    tables::not_assessed(view, &mut sections)?;
    graph::section(view, &mut sections)?;
    findings::rules(view, &mut sections)?;
    findings::reviews(view, &mut sections)?;
    head(view, out)?;
    contents(&sections, out)?;
    writeln!(out, "<main id=\"main\">\n{sections}</main>")?;
    foot(view, out)
}

/// Links to the sections that the page has.
fn contents(sections: &str, out: &mut String) -> fmt::Result {
    const ALL: [(&str, &str); 11] = [
        ("summary", "Summary"),
        ("turned-off", "Turned off"),
        ("controls", "Controls"),
        ("projects", "Projects"),
        ("environments", "Environments"),
        ("findings", "Findings"),
        ("waivers", "Waivers"),
        ("not-assessed", "Not assessed"),
        ("services", "Services"),
        ("rules", "Rules"),
        ("review", "To review"),
    ];
    out.push_str("<nav aria-label=\"Sections\"><ul>");
    for (id, title) in ALL {
        if sections.contains(&format!("<h2 id=\"{id}\">")) {
            write!(out, "<li><a href=\"#{id}\">{title}</a></li>")?;
        }
    }
    out.push_str("</ul></nav>\n");
    Ok(())
}

/// The beginning of a page, up to its body. Nothing may be fetched, whatever a file managed to put into the page; `scripts` is what the policy says of
/// them, where it has some.
pub(crate) fn begin(title: &dyn fmt::Display, scripts: &str, out: &mut String) -> fmt::Result {
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline';{scripts} \
         img-src data:; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"generator\" content=\"plimsoll {}\">\n\
         <title>plimsoll: {title}</title>\n<link rel=\"icon\" href=\"data:,\">\n<style>\n{STYLE}</style>\n</head>\n<body>",
        env!("CARGO_PKG_VERSION")
    )
}

fn head(view: &View<'_>, out: &mut String) -> fmt::Result {
    let report = view.report;
    let name = report.repository.root.rsplit('/').find(|part| !part.is_empty()).unwrap_or("report");
    begin(&Esc(name), " script-src 'unsafe-inline';", out)?;
    write!(
        out,
        "<a class=\"skip\" href=\"#findings\">Skip to the findings</a>\n<header>\n<p class=\"brand\">{MARK}<span>plimsoll</span> compliance report</p>\n<h1>{}</h1>\n<p class=\"about\">",
        Esc(name)
    )?;
    let mut facts = vec![format!("Judged as of <time>{}</time>", Esc(&report.as_of))];
    if let Some(branch) = &report.repository.branch {
        facts.push(format!("branch <b>{}</b>", Esc(branch)));
    }
    if let Some(commit) = &report.repository.commit {
        facts.push(format!("commit <code>{}</code>", Esc(commit.chars().take(12).collect::<String>())));
    }
    if let Some(remote) = &report.repository.remote {
        facts.push(Esc(remote).to_string());
    }
    writeln!(out, "{}</p>\n</header>", facts.join(" · "))
}

fn summary(view: &View<'_>, out: &mut String) -> fmt::Result {
    let report = view.report;
    let gaps = report.gaps().count();
    let errors = report.problems.iter().filter(|problem| problem.severity == problem::Severity::Error).count();
    out.push_str("<section aria-labelledby=\"summary\">\n<h2 id=\"summary\">Summary</h2>\n");
    let (open, review) = (view.broken().count(), view.to_review());
    let judged = match left_out::lines(report).is_empty() {
        true => "Everything was judged",
        false => "Something was turned off or left out, as is said below; the rest was judged",
    };
    let verdict = match (errors, open) {
        (0, 0) if review > 0 => format!("{judged}. No rule is broken; {} to review.", count(review, "finding")),
        (0, 0) => format!("{judged} and nothing was found."),
        (0, 1) => format!("{judged}. One finding is open."),
        (0, n) => format!("{judged}. {n} findings are open."),
        (e, n) => format!(
            "{} could not be judged, so the answer is incomplete. Open: {}.",
            count(e, "thing"),
            count(n, "finding")
        ),
    };
    writeln!(out, "<p class=\"verdict{}\">{verdict}</p>\n<ul class=\"cards\">", if errors > 0 { " bad" } else { "" })?;
    for (severity, count) in view.by_severity() {
        let zero = if count == 0 { " zero" } else { "" };
        writeln!(out, "<li class=\"card {severity}{zero}\"><b>{count}</b> {severity}</li>")?;
    }
    for (count, name) in
        [(review, "to review"), (view.waived(), "waived"), (report.problems.len() - gaps, "problems"), (gaps, "gaps")]
    {
        writeln!(out, "<li class=\"card\"><b>{count}</b> {name}</li>")?;
    }
    if let Some(baseline) = report.baseline {
        for (count, name) in [(baseline.new, "new"), (baseline.unchanged, "unchanged"), (baseline.gone, "gone")] {
            writeln!(out, "<li class=\"card\"><b>{count}</b> {name}</li>")?;
        }
    }
    if let Some(since) = &report.since {
        writeln!(out, "<li class=\"card\">{}</li>", Esc(since.told()))?;
    }
    writeln!(
        out,
        "</ul>\n<p>{}, {} and {}; {} left out.</p>",
        count(report.projects.len(), "project"),
        count(report.files.len(), "file"),
        count(report.rules.len(), "rule"),
        report.left_out().unwrap_or_else(|| "nothing".to_owned())
    )?;
    terms(report, out)?;
    writeln!(out, "</section>")?;
    turned_off(view, out)
}

/// What configurations turned off, at the top: nobody may take their choice for a verdict.
fn turned_off(view: &View<'_>, out: &mut String) -> fmt::Result {
    let report = view.report;
    if let Some(short) = turned_off::in_short(report) {
        write!(
            out,
            "<section aria-labelledby=\"turned-off\">\n<h2 id=\"turned-off\">Turned off by configuration</h2>\n<p>{}</p>\n<ul>",
            Esc(short)
        )?;
        for line in turned_off::lines(view) {
            let place = line.place.map(|place| format!("<code>{}</code>: ", Esc(place))).unwrap_or_default();
            write!(out, "<li>{place}{}</li>", Esc(line.what))?;
        }
        out.push_str("</ul>\n</section>\n");
    }
    for floor in &report.floors {
        writeln!(out, "<p>Floor: <b>{}</b></p>", Esc(&floor.title))?;
    }
    Ok(())
}

/// What the verdict is a verdict of.
fn terms(report: &Shown<Report>, out: &mut String) -> fmt::Result {
    writeln!(out, "<h3>What was asked</h3>\n<ul class=\"terms\">")?;
    for line in report.terms.lines().into_iter().chain(super::terms::params(report)) {
        writeln!(out, "<li>{}</li>", findings::message(&line))?;
    }
    let (told, more) = left_out::files(report);
    for (path, reason) in told {
        writeln!(out, "<li>Left out: <code>{}</code>: {}</li>", Esc(path), findings::message(reason))?;
    }
    if more > 0 {
        writeln!(out, "<li>Left out: {}</li>", count(more, "more file"))?;
    }
    writeln!(out, "</ul>")
}

/// `1 file`, `2 files`.
fn count(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

fn foot(_view: &View<'_>, out: &mut String) -> fmt::Result {
    writeln!(
        out,
        "<footer><p>Written by plimsoll {}. This file is complete: it loads nothing and sends nothing.</p></footer>\n\
         <script>\n{SCRIPT}</script>\n</body>\n</html>",
        env!("CARGO_PKG_VERSION")
    )
}

#[cfg(test)]
mod tests {
    use super::Esc;

    #[test]
    fn text_cannot_leave_its_place() {
        assert_eq!(
            Esc("</p><script>alert('x')</script>\"&\u{1b}").to_string(),
            "&lt;/p&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;\u{fffd}"
        );
    }
}
