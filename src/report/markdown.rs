//! `markdown`: for a job summary or a comment. GitHub takes one MiB, so findings beyond that are counted, not listed.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::Report;
use super::address::source_link;
use super::view::{Told, View, told};
use crate::control::{ControlStatus, Controls};
use crate::finding::{AppliedWaiver, OutcomeKind, Verdict};
use crate::problem;
use crate::source::Location;
use crate::waiver::Standing;

/// Room for all rows; what follows them is short.
const ROWS: usize = 900 << 10;

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let view = View::new(report);
    let mut page = Page { view: &view, text: String::new() };
    // Writing to a string cannot fail.
    let _infallible = page.write();
    out.write_all(page.text.as_bytes())
}

struct Page<'a> {
    view: &'a View<'a>,
    text: String,
}

impl Page<'_> {
    fn write(&mut self) -> std::fmt::Result {
        self.head()?;
        self.problems()?;
        self.findings()?;
        self.waived()?;
        self.controls()
    }

    fn head(&mut self) -> std::fmt::Result {
        let report = self.view.report;
        let open = self.view.open().count();
        let incomplete = report.problems.iter().any(|problem| problem.severity == problem::Severity::Error);
        let verdict = match (incomplete, open) {
            (true, _) => "not everything could be judged".to_owned(),
            (false, 0) => "nothing found".to_owned(),
            (false, 1) => "1 finding".to_owned(),
            (false, n) => format!("{n} findings"),
        };
        writeln!(self.text, "## plimsoll: {verdict}\n")?;
        writeln!(self.text, "| Critical | High | Medium | Low | Info | To review | Waived | Problems |")?;
        writeln!(self.text, "|---:|---:|---:|---:|---:|---:|---:|---:|")?;
        let counts: Vec<String> = self.view.by_severity().into_iter().map(|(_, n)| n.to_string()).collect();
        let (review, waived) = (self.view.to_review(), self.view.waived());
        writeln!(self.text, "| {} | {review} | {waived} | {} |\n", counts.join(" | "), report.problems.len())?;
        let environments = self.view.by_environment();
        if !environments.is_empty() {
            writeln!(
                self.text,
                "| Environment | Critical | High | Medium | Low | Info |\n|---|---:|---:|---:|---:|---:|"
            )?;
            for (environment, counts) in environments {
                let counts: Vec<String> = counts.into_iter().map(|(_, n)| n.to_string()).collect();
                writeln!(self.text, "| {} | {} |", escape(environment.unwrap_or("none")), counts.join(" | "))?;
            }
            writeln!(self.text)?;
        }
        let (projects, files, rules) = (report.projects.len(), report.files.len(), report.rules.len());
        write!(self.text, "Judged as of {}: {projects} projects, {files} files, {rules} rules", report.as_of)?;
        if let Some(baseline) = report.baseline {
            let (new, unchanged, gone) = (baseline.new, baseline.unchanged, baseline.gone);
            write!(self.text, "; against the baseline {new} new, {unchanged} unchanged, {gone} gone")?;
        }
        writeln!(self.text, ".\n")
    }

    fn problems(&mut self) -> std::fmt::Result {
        if self.view.report.problems.is_empty() {
            return Ok(());
        }
        writeln!(self.text, "### Problems\n")?;
        for problem in &self.view.report.problems {
            let word = match problem.severity {
                problem::Severity::Error => "**error**",
                problem::Severity::Warning => "warning",
            };
            let place = match (problem.span, &problem.path) {
                (Some(span), _) => format!("{}: ", self.place(&self.view.place(span))),
                (None, Some(path)) => format!("{}: ", code(path)),
                (None, None) => String::new(),
            };
            let help = problem.help.as_ref().map(|help| format!(" — {}", escape(help))).unwrap_or_default();
            writeln!(self.text, "- {word} {place}{}{help} ({})", escape(&problem.message), code(problem.code))?;
        }
        writeln!(self.text)
    }

    fn findings(&mut self) -> std::fmt::Result {
        let mut all = told(self.view.open());
        if all.is_empty() {
            return Ok(());
        }
        // Stable: within a severity in order of the report.
        all.sort_by_key(|told| std::cmp::Reverse(told.finding.severity));
        writeln!(self.text, "### Findings\n\n| Severity | Where | What | Rule |\n|---|---|---|---|")?;
        let total = all.len();
        for (index, told) in all.iter().enumerate() {
            if self.text.len() > ROWS {
                writeln!(
                    self.text,
                    "\n**{} more findings are not listed here**, the least severe ones.",
                    total - index
                )?;
                break;
            }
            self.row(told)?;
        }
        writeln!(self.text)
    }

    fn row(&mut self, told: &Told<'_>) -> std::fmt::Result {
        let finding = told.finding;
        let review = if finding.verdict == Verdict::Review { " (to review)" } else { "" };
        let new = if finding.new == Some(true) { " **new**" } else { "" };
        let wheres = told.wheres().map(|wheres| format!(" [{}]", escape(&wheres))).unwrap_or_default();
        let url = self.view.rule(&finding.rule).and_then(|rule| rule.references.first());
        let id = code(finding.rule.as_str());
        let rule = url
            .map_or(id.clone(), |reference| format!("[{id}](<{}>)", reference.url.replace(['<', '>', '\n', '|'], "")));
        let place = self.place(&self.view.place(finding.primary.span));
        let message = escape(&finding.message);
        writeln!(self.text, "| {}{review}{new} | {place} | {message}{wheres} | {rule} |", finding.severity)
    }

    fn waived(&mut self) -> std::fmt::Result {
        let waived: Vec<(&crate::finding::Finding, &AppliedWaiver)> =
            self.view.report.findings.iter().filter_map(|finding| Some((finding, finding.waiver.as_ref()?))).collect();
        let ended: Vec<_> = self
            .view
            .report
            .waivers
            .iter()
            .filter(|w| matches!(w.standing, Standing::Expired | Standing::Invalid))
            .collect();
        if waived.is_empty() && ended.is_empty() {
            return Ok(());
        }
        writeln!(self.text, "<details><summary>{} waived</summary>\n", waived.len())?;
        writeln!(
            self.text,
            "| Severity | Where | Rule | Waiver | Owner | Until | Reason |\n|---|---|---|---|---|---|---|"
        )?;
        for (finding, waiver) in waived {
            if self.text.len() > ROWS + (40 << 10) {
                writeln!(self.text, "\n**More are not listed here.**")?;
                break;
            }
            let place = self.place(&self.view.place(finding.primary.span));
            let cell = |text: Option<&String>| text.map(|text| escape(text)).unwrap_or_default();
            let (id, reason) = (code(&waiver.id), escape(&waiver.reason));
            let (owner, until) = (cell(waiver.owner.as_ref()), cell(waiver.expires.as_ref()));
            let rule = code(finding.rule.as_str());
            writeln!(self.text, "| {} | {place} | {rule} | {id} | {owner} | {until} | {reason} |", finding.severity)?;
        }
        writeln!(self.text, "\n</details>\n")
    }

    fn controls(&mut self) -> std::fmt::Result {
        let Some(controls) = self.view.report.controls.as_ref().filter(|found| !found.frameworks.is_empty()) else {
            return Ok(());
        };
        let narrowing = controls.narrowing().map(|told| format!(", {}", escape(&told))).unwrap_or_default();
        writeln!(self.text, "<details><summary>Controls{narrowing}</summary>\n")?;
        let head = ControlStatus::ALL.map(|status| super::capitalized(status.as_str()));
        writeln!(self.text, "| Framework | {} |\n|---|{}", head.join(" | "), "---:|".repeat(head.len()))?;
        for framework in &controls.frameworks {
            let counts = ControlStatus::ALL.map(|status| framework.count(status).to_string());
            writeln!(self.text, "| {} | {} |", escape(&framework.title), counts.join(" | "))?;
        }
        self.for_controls(controls)?;
        writeln!(self.text, "\n</details>")
    }

    /// Rules that only controls rest on and that are broken: they are among no findings, and still decide.
    fn for_controls(&mut self, controls: &Controls) -> std::fmt::Result {
        let broken = controls.broken();
        if broken.is_empty() {
            return Ok(());
        }
        writeln!(
            self.text,
            "\nControls rest on these rules too. They are not in what was asked for, so they are not among the findings.\n"
        )?;
        writeln!(self.text, "| Rule | Broken on | Waived on |\n|---|---:|---:|")?;
        for (rule, counts) in broken {
            let count = |kind| counts.get(&kind).copied().unwrap_or(0);
            let (fail, waived) = (count(OutcomeKind::Fail), count(OutcomeKind::Waived));
            writeln!(self.text, "| {} | {fail} | {waived} |", code(rule.as_str()))?;
        }
        Ok(())
    }

    fn place(&self, place: &Location) -> String {
        let text = code(&format!("{}:{}", place.path, place.start.line));
        match source_link(&self.view.report.repository, place) {
            Some(link) => format!("[{text}]({link})"),
            None => text,
        }
    }
}

/// Text in which nothing is markup, except pairs of backticks: messages use them for code, where nothing else counts.
fn escape(text: &str) -> String {
    let text = super::view::printable(text);
    let mut out = String::with_capacity(text.len());
    let mut left = text.matches('`').count();
    let mut in_code = false;
    for c in text.chars() {
        match c {
            '`' => {
                left -= 1;
                // One without a partner is only a character.
                let opens = !in_code && left > 0;
                out.push_str(if in_code || opens { "`" } else { "\\`" });
                in_code = opens;
            }
            '|' => out.push_str("\\|"),
            c if in_code => out.push(c),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '*' | '_' | '[' | ']' | '\\' | '~' | '@' | '#' | '!' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// As code.
fn code(text: &str) -> String {
    let text = super::view::printable(text).replace('|', "\\|");
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn text_is_no_markup_outside_of_code() {
        let table = [
            ("a_b `c_d|<e>` <f>", "a\\_b `c_d\\|<e>` &lt;f&gt;"),
            ("a ` <b>", "a \\` &lt;b&gt;"),
            ("[x](y)\n# z", "\\[x\\](y) \\# z"),
        ];
        for (text, expected) in table {
            assert_eq!(escape(text), expected);
        }
    }
}
