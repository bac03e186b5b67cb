//! `markdown`: for a job summary or a comment. GitHub takes one MiB, so findings beyond that are counted, not listed.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::Report;
use super::address::source_link;
use super::beside;
use super::gaps;
use super::inert;
use super::left_out;
use super::occurrences::{self, SOME};
use super::terms;
use super::turned_off;
use super::view::View;
use plimsoll_judge::control::{ControlStatus, Controls, ControlsBeside};
use plimsoll_judge::finding::{AppliedWaiver, Finding, OutcomeKind};
use plimsoll_judge::waiver::Standing;
use plimsoll_source::problem::{self, Problem};
use plimsoll_source::{Location, Shown};

/// Room for all rows; what follows them is short.
const ROWS: usize = 900 << 10;

/// Room for problems, which come first.
const PROBLEMS: usize = 300 << 10;

pub(super) fn write(report: &Shown<Report>, out: &mut dyn Write) -> io::Result<()> {
    let view = View::new(report);
    let mut page = Page { view: &view, text: String::new() };
    // Writing to a string cannot fail.
    let _infallible = page.write();
    out.write_all(inert::guarded(page.text, "\\:", "\\[").as_bytes())
}

struct Page<'a> {
    view: &'a View<'a>,
    text: String,
}

impl Page<'_> {
    fn write(&mut self) -> std::fmt::Result {
        self.head()?;
        self.problems()?;
        self.findings("Findings", self.view.broken().collect())?;
        self.waived()?;
        self.beside()?;
        self.controls()?;
        self.not_assessed()?;
        // A question is no finding like the others: they come last.
        self.findings("To review: the files do not say enough", self.view.reviews().collect())
    }

    fn head(&mut self) -> std::fmt::Result {
        let report = self.view.report;
        let (open, review) = (self.view.broken().count(), self.view.to_review());
        let incomplete = report.problems.iter().any(|problem| problem.severity == problem::Severity::Error);
        let verdict = match (incomplete, open) {
            (true, _) => "not everything could be judged".to_owned(),
            (false, 0) if review > 0 => "nothing found, but something is to review".to_owned(),
            (false, 0) if !left_out::lines(report).is_empty() => "nothing found in what was judged".to_owned(),
            (false, 0) => "nothing found".to_owned(),
            (false, 1) => "1 finding".to_owned(),
            (false, n) => format!("{n} findings"),
        };
        writeln!(self.text, "## plimsoll: {verdict}\n")?;
        writeln!(self.text, "| Critical | High | Medium | Low | Info | To review | Waived | Problems |")?;
        writeln!(self.text, "|---:|---:|---:|---:|---:|---:|---:|---:|")?;
        let counts: Vec<String> = self.view.by_severity().into_iter().map(|(_, n)| n.to_string()).collect();
        let waived = self.view.waived();
        writeln!(
            self.text,
            "| {} | {review} | {waived} | {} |\n",
            counts.join(" | "),
            report.problems.len() - report.gaps().count()
        )?;
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
            let against = escape(&report.held_against());
            write!(self.text, "; {against} {new} new, {unchanged} unchanged, {gone} gone")?;
        }
        if let Some(left_out) = report.left_out() {
            write!(self.text, "; left out {left_out}")?;
        }
        writeln!(self.text, ".\n")?;
        self.terms()?;
        if let Some(short) = turned_off::in_short(report) {
            writeln!(self.text, "**Turned off by configuration:** {}\n", escape(&short))?;
            for line in turned_off::lines(self.view) {
                let place = line.place.map(|place| format!("{}: ", code(&place))).unwrap_or_default();
                writeln!(self.text, "- {place}{}", escape(&line.what))?;
            }
            writeln!(self.text)?;
        }
        for floor in &report.floors {
            writeln!(self.text, "Floor: {}\n", escape(&floor.title))?;
        }
        Ok(())
    }

    /// What the verdict is a verdict of.
    fn terms(&mut self) -> std::fmt::Result {
        writeln!(self.text, "### What was asked\n")?;
        for line in self.view.report.terms.lines().into_iter().chain(terms::params(self.view.report)) {
            writeln!(self.text, "- {}", escape(&line))?;
        }
        let (told, more) = left_out::files(self.view.report);
        for (path, reason) in told {
            writeln!(self.text, "- Left out: {}: {}", code(path), escape(reason))?;
        }
        if more > 0 {
            writeln!(self.text, "- Left out: {more} more files")?;
        }
        writeln!(self.text)
    }

    fn gaps(&mut self) -> std::fmt::Result {
        let causes = gaps::causes(self.view, &self.view.report.problems);
        if causes.is_empty() {
            return Ok(());
        }
        writeln!(self.text, "### Unknown here\n")?;
        for cause in causes {
            writeln!(self.text, "- {}", escape(&cause.line(false)))?;
        }
        writeln!(self.text)
    }

    fn problems(&mut self) -> std::fmt::Result {
        self.gaps()?;
        let told: Vec<&Problem> = self.view.report.problems.iter().filter(|problem| !problem.is_gap()).collect();
        if told.is_empty() {
            return Ok(());
        }
        writeln!(self.text, "### Problems\n")?;
        for (index, problem) in told.iter().enumerate() {
            if self.text.len() > PROBLEMS {
                writeln!(self.text, "- **{} more are not listed here.**", told.len() - index)?;
                break;
            }
            let word = match problem.severity {
                problem::Severity::Error => "**error**",
                severity => severity.as_str(),
            };
            let place = match (problem.span, &problem.path) {
                (Some(span), _) => format!("{}: ", self.place(&self.view.place(span))),
                (None, Some(path)) => format!("{}: ", code(&inert::name(path))),
                (None, None) => String::new(),
            };
            let help = problem.help.as_ref().map(|help| format!(" — {}", escape(help))).unwrap_or_default();
            writeln!(self.text, "- {word} {place}{}{help} ({})", escape(&problem.message), code(problem.code))?;
        }
        writeln!(self.text)
    }

    fn findings(&mut self, title: &str, mut all: Vec<&Finding>) -> std::fmt::Result {
        if all.is_empty() {
            return Ok(());
        }
        // Stable: within a severity in order of the report.
        all.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        writeln!(self.text, "### {title}\n\n| Severity | Where | What | Rule |\n|---|---|---|---|")?;
        let total = all.len();
        for (index, finding) in all.into_iter().enumerate() {
            if self.text.len() > if index == 0 { usize::MAX } else { ROWS } {
                writeln!(self.text, "\n**{} more are not listed here**, the least severe ones.", total - index)?;
                break;
            }
            self.row(finding)?;
        }
        writeln!(self.text)
    }

    fn row(&mut self, finding: &Finding) -> std::fmt::Result {
        let new = if finding.new == Some(true) { " **new**" } else { "" };
        let url = self.view.rule(&finding.rule).and_then(|rule| rule.references.first());
        let id = code(finding.rule.as_str());
        let rule = url.map_or(id.clone(), |reference| format!("[{id}](<{}>)", destination(&reference.url)));
        let place = self.place(&self.view.place(finding.primary.span));
        let message = escape(&occurrences::message(finding, SOME));
        writeln!(self.text, "| {}{new} | {place} | {message} | {rule} |", finding.severity)
    }

    fn waived(&mut self) -> std::fmt::Result {
        let waived: Vec<(&Finding, &AppliedWaiver)> = self
            .view
            .report
            .findings
            .iter()
            .filter_map(|finding| Some((finding, finding.waiver.as_deref()?)))
            .collect();
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

    /// Environments side by side: which protection holds where, and what differs.
    fn beside(&mut self) -> std::fmt::Result {
        let controls = self.view.report.controls.as_ref();
        for (number, compared) in self.view.report.compared.iter().enumerate() {
            writeln!(self.text, "<details><summary>Environments of {}</summary>\n", escape(&compared.label))?;
            if let Some(told) = beside::broken(compared) {
                writeln!(self.text, "{}\n", escape(&told))?;
            }
            self.table(beside::matrix(compared))?;
            self.table(beside::drift(compared))?;
            if let Some(told) = controls.and_then(|controls| controls.environments.get(number)) {
                self.controls_beside(told)?;
            }
            writeln!(self.text, "</details>\n")?;
        }
        Ok(())
    }

    /// How the controls of frameworks come out in each environment, and which of them not alike.
    fn controls_beside(&mut self, controls: &ControlsBeside) -> std::fmt::Result {
        let narrowing = self.view.report.narrowing().map(|told| format!(", {}", escape(&told))).unwrap_or_default();
        writeln!(self.text, "Controls{narrowing}. {}\n", escape(beside::WHAT_CONTROLS_MEAN))?;
        self.table(beside::frameworks(controls))?;
        let apart = beside::apart(controls);
        if apart.rows.is_empty() {
            return writeln!(self.text, "Every control comes out alike in all of them.\n");
        }
        writeln!(self.text, "Controls that do not come out alike; the others do in all of them:\n")?;
        self.table(apart)
    }

    fn table(&mut self, table: beside::Table) -> std::fmt::Result {
        if table.rows.is_empty() {
            return Ok(());
        }
        let cells = |cells: &[String]| cells.iter().map(|cell| escape(cell)).collect::<Vec<_>>().join(" | ");
        writeln!(self.text, "| {} |\n|{}", cells(&table.head), "---|".repeat(table.head.len()))?;
        let mut left = table.left;
        for row in &table.rows {
            if self.text.len() > ROWS {
                left += 1;
                continue;
            }
            writeln!(self.text, "| {} |", cells(row))?;
        }
        if left > 0 {
            writeln!(self.text, "\n{left} more are not listed here.")?;
        }
        writeln!(self.text)
    }

    fn controls(&mut self) -> std::fmt::Result {
        let Some(controls) = self.view.report.controls.as_ref().filter(|found| !found.frameworks.is_empty()) else {
            return Ok(());
        };
        let narrowing = self.view.report.narrowing().map(|told| format!(", {}", escape(&told))).unwrap_or_default();
        writeln!(self.text, "<details><summary>Controls{narrowing}</summary>\n")?;
        let head = ControlStatus::ALL.map(|status| super::capitalized(status.as_str()));
        writeln!(self.text, "| Framework | {} |\n|---|{}", head.join(" | "), "---:|".repeat(head.len()))?;
        for framework in &controls.frameworks {
            let counts = ControlStatus::ALL.map(|status| framework.count(status).to_string());
            writeln!(self.text, "| {} | {} |", escape(&framework.title), counts.join(" | "))?;
        }
        self.for_controls(controls)?;
        writeln!(self.text, "\n</details>\n")
    }

    /// Which controls nobody may take for met: by framework and reason.
    fn not_assessed(&mut self) -> std::fmt::Result {
        let frameworks = self.view.report.controls.iter().flat_map(|found| &found.frameworks);
        let open: Vec<_> = frameworks
            .map(|framework| (framework, framework.not_assessed()))
            .filter(|(_, why)| !why.is_empty())
            .collect();
        if open.is_empty() {
            return Ok(());
        }
        writeln!(self.text, "### Controls that were not assessed\n")?;
        for (framework, by_reason) in open {
            let told =
                by_reason.into_iter().map(|(why, ids)| format!("{} ({})", escape(&ids.join(", ")), escape(&why)));
            let told: Vec<String> = told.collect();
            writeln!(self.text, "- {}: {}", escape(&framework.title), told.join("; "))?;
        }
        writeln!(self.text)
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
        let text = code(&format!("{}:{}", inert::name(&place.path), place.start.line));
        match source_link(&self.view.report.repository, place) {
            Some(link) => format!("[{text}](<{}>)", destination(&link)),
            None => text,
        }
    }
}

/// An address between `<` and `>`.
fn destination(url: &str) -> String {
    inert::line(url).replace(['<', '>', '|', '\\', ' '], "")
}

/// Text in which nothing is markup, except words between single backticks: messages use them for code.
pub fn escape(text: &str) -> String {
    let text = inert::line(text);
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find('`') {
        plain(&rest[..at], &mut out);
        let run = rest[at..].len() - rest[at..].trim_start_matches('`').len();
        let after = &rest[at + run..];
        // A partner is the next backtick, alone like this one.
        let partner = after.find('`').filter(|end| run == 1 && *end > 0 && !after[end + 1..].starts_with('`'));
        match partner {
            Some(end) => {
                out.push_str(&code(&after[..end]));
                rest = &after[end + 1..];
            }
            None => {
                out.push_str(&"\\`".repeat(run));
                rest = after;
            }
        }
    }
    plain(rest, &mut out);
    out
}

/// Text without any markup; addresses in it do not become links.
fn plain(text: &str, out: &mut String) {
    let text = text.replace("www.", "www\0");
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            ':' if chars.peek() == Some(&'/') => out.push_str("&#58;"),
            '\0' => out.push_str("&#46;"),
            '|' | '*' | '_' | '[' | ']' | '\\' | '~' | '@' | '#' | '!' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
}

/// As code, fenced by more backticks than it has in a row. A vertical line would end a cell of a table, unless a backslash stands before it.
pub fn code(text: &str) -> String {
    let text = inert::line(text);
    let mut longest = 0;
    let mut run = 0;
    let mut backslashes = 0;
    let mut inside = String::with_capacity(text.len());
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
        if c == '|' {
            inside.push_str(&"\\".repeat(backslashes + 1));
        }
        backslashes = if c == '\\' { backslashes + 1 } else { 0 };
        inside.push(c);
    }
    let fence = "`".repeat(longest + 1);
    let pad =
        if inside.is_empty() || inside.starts_with(['`', ' ']) || inside.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{pad}{inside}{pad}{fence}")
}

#[cfg(test)]
mod tests {
    use super::{code, escape};

    #[test]
    fn text_is_no_markup_outside_of_code() {
        let table = [
            ("a_b `c_d|<e>` <f>", "a\\_b `c_d\\|<e>` &lt;f&gt;"),
            ("a ` <b>", "a \\` &lt;b&gt;"),
            ("[x](y)\n# z", "\\[x\\](y) \\# z"),
            ("v ```<img>[x](y)` z", "v \\`\\`\\`&lt;img&gt;\\[x\\](y)\\` z"),
            ("`a` `` `b`", "`a` \\`\\` `b`"),
            ("see https://x.y www.z", "see https&#58;//x.y www&#46;z"),
        ];
        for (text, expected) in table {
            assert_eq!(escape(text), expected);
        }
        let table =
            [("a|b", "`a\\|b`"), ("a\\|b", "`a\\\\\\|b`"), ("x``y", "```x``y```"), ("`", "`` ` ``"), ("", "`  `")];
        for (text, expected) in table {
            assert_eq!(code(text), expected);
        }
    }
}
