//! The report as writers look at it: rules by id, tight regions, masked text. Shared so that all formats say the same of a finding.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use super::inert::is_harmful;
use super::{ProjectSummary, Report};
use plimsoll_judge::finding::{Finding, Verdict};
use plimsoll_policy::{Rule, RuleId, Severity};
use plimsoll_source::{FileId, Location, Page, Shown, Span};

/// A report with what is looked up often.
pub(super) struct View<'a> {
    pub(super) report: &'a Shown<Report>,
    rules: BTreeMap<&'a RuleId, (usize, &'a Rule)>,
    /// The rules that are listed, in the order of their indices.
    pub(super) listed: Vec<&'a Rule>,
    files: RefCell<HashMap<FileId, Arc<Seen>>>,
}

/// A file as reports may show it.
pub(super) struct Seen {
    pub(super) page: Page,
    /// As long as the page's text, with characters that move a terminal's cursor replaced.
    text: Arc<str>,
}

impl Seen {
    /// A part of the text, with nothing in it that acts.
    pub(super) fn part(&self, range: Range<usize>) -> &str {
        self.text.get(range).unwrap_or_default()
    }

    /// A line (from 1), with nothing in it that acts.
    pub(super) fn line(&self, line: u32) -> &str {
        self.part(self.page.line_range(line))
    }

    /// What stands at a span, every character as the file has it: for formats that must say what stands there.
    pub(super) fn verbatim(&self, range: Range<usize>) -> &str {
        self.page.text().get(range).unwrap_or_default()
    }
}

impl<'a> View<'a> {
    pub(super) fn new(report: &'a Shown<Report>) -> Self {
        Self::listing(report, report.rules.iter().map(AsRef::as_ref).collect())
    }

    /// The environments that a finding holds for, by name: as the configuration or names of files have them.
    pub(super) fn environments(&self, finding: &'a Finding) -> BTreeSet<&'a str> {
        let of_project = |label: &str| {
            let project = self.report.projects.iter().find(|project| project.name == label);
            project.and_then(|project| project.deployment.name.as_deref())
        };
        finding.holds_for().filter_map(|(project, environment)| environment.or_else(|| of_project(project))).collect()
    }

    /// The same with only the rules that something is said of, one way or another.
    pub(super) fn of_rules_with_rows(report: &'a Shown<Report>) -> Self {
        let found = report.findings.iter().flat_map(Finding::parts).map(|part| &part.rule);
        let counted = report.tally.by_rule().map(|(rule, _)| rule);
        let with_rows: BTreeSet<&RuleId> =
            report.judged().map(|outcome| &outcome.rule).chain(counted).chain(found).collect();
        Self::listing(
            report,
            report.rules.iter().map(AsRef::as_ref).filter(|rule| with_rows.contains(&rule.id)).collect(),
        )
    }

    fn listing(report: &'a Shown<Report>, listed: Vec<&'a Rule>) -> Self {
        let rules = listed.iter().enumerate().map(|(index, rule)| (&rule.id, (index, *rule))).collect();
        Self { report, rules, listed, files: RefCell::default() }
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
    pub(super) fn seen(&self, id: FileId) -> Arc<Seen> {
        let mut files = self.files.borrow_mut();
        let seen = files.entry(id).or_insert_with(|| {
            let page = self.report.sources.page(id);
            Arc::new(Seen { text: harmless(page.text()), page })
        });
        Arc::clone(seen)
    }

    /// The part of a span that a mark covers: on one line, not empty where the line is not, without blanks at its ends.
    pub(super) fn tight(&self, span: Span) -> Span {
        self.report.sources.tight(span)
    }

    /// A tight span as path, lines and columns.
    pub(super) fn place(&self, span: Span) -> Location {
        self.report.sources.location(self.tight(span))
    }

    /// A file's path.
    pub(super) fn path(&self, file: FileId) -> String {
        self.report.sources.path(file)
    }

    /// The beginning of a line as it may be shown.
    pub(super) fn line(&self, file: FileId, line: u32) -> String {
        // Nobody shows more of a line than this.
        self.seen(file).line(line).trim_start_matches('\u{feff}').chars().take(4096).collect()
    }

    /// The rules of which something was found.
    pub(super) fn rules_told(&self) -> impl Iterator<Item = &'a RuleId> {
        self.report.findings.iter().flat_map(Finding::parts).map(|part| &part.rule)
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

    /// How many findings [`Self::to_mend`] leaves out, in words; `None` where it shows all.
    pub(super) fn hidden(&self) -> Option<String> {
        let unchanged = self.open().filter(|finding| finding.new == Some(false)).count();
        let counted = [(self.waived(), "waived"), (unchanged, "unchanged since the baseline")];
        let counted: Vec<String> =
            counted.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
        (!counted.is_empty()).then(|| format!("not shown: {}", counted.join(", ")))
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
