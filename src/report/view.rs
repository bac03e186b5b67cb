//! The report as writers look at it: rules by id, tight regions, masked text. Shared so that all formats say the same of a finding.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::inert::is_harmful;
use super::{ProjectSummary, Report};
use crate::finding::{Finding, Verdict};
use crate::policy::{Rule, RuleId, Severity};
use crate::source::{FileId, Location, SourceFile, Span};

/// A report with what is looked up often.
pub(super) struct View<'a> {
    pub(super) report: &'a Report,
    rules: BTreeMap<&'a RuleId, (usize, &'a Rule)>,
    files: RefCell<HashMap<FileId, Arc<Shown>>>,
}

/// A file as reports may show it.
pub(super) struct Shown {
    pub(super) file: Arc<SourceFile>,
    pub(super) path: String,
    /// As long as the text, with secrets replaced and nothing else.
    masked: Arc<str>,
    /// As long as the text, with secrets and characters that move a terminal's cursor replaced.
    pub(super) text: Arc<str>,
}

impl<'a> View<'a> {
    pub(super) fn new(report: &'a Report) -> Self {
        let rules = report.rules.iter().enumerate().map(|(i, rule)| (&rule.id, (i, rule.as_ref()))).collect();
        Self { report, rules, files: RefCell::default() }
    }

    /// The rule of an id; findings of rules that are not listed are shown all the same.
    pub(super) fn rule(&self, id: &RuleId) -> Option<&'a Rule> {
        self.rules.get(id).map(|(_, rule)| *rule)
    }

    /// Its place in the report's rules.
    pub(super) fn rule_index(&self, id: &RuleId) -> Option<usize> {
        self.rules.get(id).map(|(index, _)| *index)
    }

    /// A file's text as it may be shown.
    pub(super) fn shown(&self, id: FileId) -> Arc<Shown> {
        let mut files = self.files.borrow_mut();
        let sources = &self.report.sources;
        let shown = files.entry(id).or_insert_with(|| {
            let masked = sources.shown(id);
            Arc::new(Shown { file: sources.get(id), path: self.path(id), text: harmless(&masked), masked })
        });
        Arc::clone(shown)
    }

    /// The part of a span that a mark covers: on one line, not empty where the line is not, without blanks at its ends.
    pub(super) fn tight(&self, span: Span) -> Span {
        let file = self.report.sources.get(span.file);
        let text = &*file.text;
        let (start, end) = (boundary(text, span.start), boundary(text, span.end));
        let line = file.line(start as u32);
        let line_start = file.line_starts()[line as usize - 1] as usize;
        let line_end = line_start + file.line_text(line).len();
        let cut = text.get(start..end.min(line_end).max(start)).unwrap_or_default();
        if !cut.trim().is_empty() {
            let start = start + (cut.len() - cut.trim_start().len());
            return Span::new(span.file, start, start + cut.trim().len());
        }
        // Nothing visible is meant: the rest of the line, else the whole line.
        let rest = if start < line_end { &text[start..line_end] } else { "" };
        let (from, visible) =
            if rest.trim().is_empty() { (line_start, &text[line_start..line_end]) } else { (start, rest) };
        let visible_start = visible.trim_start_matches('\u{feff}');
        let from = from + (visible.len() - visible_start.trim_start().len());
        Span::new(span.file, from, from + visible_start.trim().len())
    }

    /// A tight span as path, lines and columns.
    pub(super) fn place(&self, span: Span) -> Location {
        self.report.sources.shown_location(self.tight(span))
    }

    /// A file's path.
    pub(super) fn path(&self, file: FileId) -> String {
        self.report.sources.shown_location(Span::new(file, 0, 0)).path
    }

    /// What stands at a span, secrets shortened to `***`.
    pub(super) fn snippet(&self, span: Span) -> String {
        let shown = self.shown(span.file);
        let (start, end) = (boundary(&shown.file.text, span.start), boundary(&shown.file.text, span.end));
        redacted(&shown.file.text, &shown.text, start, end.max(start))
    }

    /// The same, with every other character as the file has it: for formats that must say what stands there.
    pub(super) fn verbatim(&self, span: Span) -> String {
        let shown = self.shown(span.file);
        let (start, end) = (boundary(&shown.file.text, span.start), boundary(&shown.file.text, span.end));
        redacted(&shown.file.text, &shown.masked, start, end.max(start))
    }

    /// The beginning of a line as it may be shown, secrets shortened to `***`.
    pub(super) fn line(&self, file: FileId, line: u32) -> String {
        let shown = self.shown(file);
        let Some(start) = shown.file.line_starts().get(line as usize - 1).map(|start| *start as usize) else {
            return String::new();
        };
        // Nobody shows more of a line than this.
        let end = boundary(&shown.file.text, (start + shown.file.line_text(line).len().min(4096)) as u32);
        redacted(&shown.file.text, &shown.text, start, end).trim_start_matches('\u{feff}').to_owned()
    }

    /// Findings that nobody waived.
    pub(super) fn open(&self) -> impl Iterator<Item = &'a Finding> {
        self.report.findings.iter().filter(|finding| finding.waiver.is_none())
    }

    /// What somebody who works on the files must see: not what is waived, nor what the baseline has; with `all`, those too.
    pub(super) fn to_mend(&self, all: bool) -> impl Iterator<Item = &'a Finding> {
        self.report
            .findings
            .iter()
            .filter(move |finding| all || (finding.waiver.is_none() && finding.new != Some(false)))
    }

    /// Open findings that are broken rules, whatever somebody must still look at.
    pub(super) fn broken(&self) -> impl Iterator<Item = &'a Finding> {
        self.open().filter(|finding| finding.verdict == Verdict::Fail)
    }

    /// Open findings that somebody must look at.
    pub(super) fn reviews(&self) -> impl Iterator<Item = &'a Finding> {
        self.open().filter(|finding| finding.verdict == Verdict::Review)
    }

    /// Number of broken rules' findings by severity, worst first; all severities. What is for review has none: it is a question.
    pub(super) fn by_severity(&self) -> Vec<(Severity, usize)> {
        let count = |severity| self.broken().filter(|finding| finding.severity == severity).count();
        Severity::ALL.into_iter().map(|severity| (severity, count(severity))).collect()
    }

    /// The same for each environment; empty where nothing was judged for an environment. What was judged for none comes first.
    pub(super) fn by_environment(&self) -> Vec<(Option<&'a str>, Vec<(Severity, usize)>)> {
        let mut rows: BTreeMap<Option<&str>, Vec<(Severity, usize)>> = BTreeMap::new();
        for project in &self.report.projects {
            rows.entry(project.environment.as_deref())
                .or_insert_with(|| Severity::ALL.map(|severity| (severity, 0)).to_vec());
        }
        if rows.keys().all(Option::is_none) {
            return Vec::new();
        }
        for finding in self.broken() {
            let of: BTreeSet<Option<&str>> = finding.holds_for().map(|(_, environment)| environment).collect();
            for (_, row) in rows.iter_mut().filter(|(name, _)| of.contains(*name)) {
                row.iter_mut().filter(|(severity, _)| *severity == finding.severity).for_each(|(_, n)| *n += 1);
            }
        }
        rows.into_iter().collect()
    }

    /// Number of open findings that somebody must look at.
    pub(super) fn to_review(&self) -> usize {
        self.reviews().count()
    }

    /// Number of waived findings.
    pub(super) fn waived(&self) -> usize {
        self.report.findings.len() - self.open().count()
    }
}

/// `shop (prod)`.
pub(super) fn project_name(project: &str, environment: Option<&str>) -> String {
    match environment {
        Some(environment) => format!("{project} ({environment})"),
        None => project.to_owned(),
    }
}

/// Whether a finding holds for a project in an environment, there or elsewhere.
pub(super) fn holds_for(finding: &Finding, project: &ProjectSummary) -> bool {
    finding.holds_for().any(|held| held == (project.name.as_str(), project.environment.as_deref()))
}

fn boundary(text: &str, offset: u32) -> usize {
    let mut offset = (offset as usize).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// A part of the shown text in which each blanked run is `***`: the length of a secret is nobody's business.
fn redacted(real: &str, shown: &str, start: usize, end: usize) -> String {
    let (Some(real), Some(text)) = (real.get(start..end), shown.get(start..end)) else {
        return String::new();
    };
    if real == text {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut hidden = false;
    for (offset, c) in text.char_indices() {
        let same = real.as_bytes().get(offset) == text.as_bytes().get(offset);
        // Inside a secret an asterisk may stand for itself.
        let blank = c == '*' && (!same || hidden);
        if !blank {
            out.push(c);
        } else if !hidden {
            out.push_str("***");
        }
        hidden = blank;
    }
    out
}

/// The text with every character that would move a terminal's cursor or turn the reading order replaced by one as long.
fn harmless(text: &Arc<str>) -> Arc<str> {
    if !text.chars().any(|c| is_harmful(c) || c == '\r') {
        return Arc::clone(text);
    }
    let mut out = String::with_capacity(text.len());
    // A byte-order mark is no part of the text: whoever shows the first line leaves it out.
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    out.push_str(&text[..mark]);
    let mut chars = text[mark..].chars().peekable();
    while let Some(c) = chars.next() {
        out.push(match c {
            // A lone carriage return ends a line, as everywhere else.
            '\r' if chars.peek() != Some(&'\n') => '\n',
            c if !is_harmful(c) => c,
            c if c.len_utf8() == 1 => '?',
            c if c.len_utf8() == 2 => '\u{b7}',
            c if c.len_utf8() == 3 => '\u{fffd}',
            _ => '\u{1f6ab}',
        });
    }
    Arc::from(out)
}
