//! Waivers in comments of the judged files, and texts that look like one and are none.

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use jiff::civil::Date;
use regex::Regex;

use super::candidate::{Candidate, Waiving, candidate};
use super::check::wrong;
use super::directive::{self, Directive, Malformed};
use super::file::INVALID;
use super::peer;
use super::reach::Lines;
use super::state::{Scope, Waiver, WaiverKind, WaiverSource};
use plimsoll_loader::document::comment::Commented;
use plimsoll_loader::load;
use plimsoll_policy::Rule;
use plimsoll_source::problem::{Problem, Severity};
use plimsoll_source::{FileId, SourceFile, Sources, Span};

/// What a comment that means to waive begins with.
static MEANT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"#[# \t]*plimsoll[ \t]*:").expect("internal: a pattern of ours"));

/// The waivers in comments of the judged files.
pub(super) fn candidates(waiving: &Waiving<'_>, as_of: Date, problems: &mut Vec<Problem>) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    for id in waiving.files {
        let source = waiving.sources.get(*id);
        // Most files have no such comment; a search is cheaper than taking the file apart.
        let policy = waiving.policy_of(*id);
        let speaks = source.text.contains("plimsoll") || (!policy.peers.is_empty() && peer::may_speak(&source.text));
        if !speaks || !policy.inline {
            continue;
        }
        let Some(found) = load::comments::of(*id, waiving.sources) else {
            problems.extend(unknown(&source, *id));
            continue;
        };
        let lines = Lines::new(&source, &found);
        for comment in &found.comments {
            candidates.extend(of_comment(comment, &source, *id, &lines, waiving, as_of, problems));
        }
        problems.extend(no_comments(&source, *id, &found));
    }
    candidates
}

fn of_comment(
    comment: &Range<usize>,
    source: &SourceFile,
    id: FileId,
    lines: &Lines<'_>,
    waiving: &Waiving<'_>,
    as_of: Date,
    problems: &mut Vec<Problem>,
) -> Vec<Candidate> {
    let text = &source.text[comment.clone()];
    let span = Span::new(id, comment.start, comment.end);
    let covered = |reach| lines.covered(comment, reach).map(|range| Span::new(id, range.start, range.end));
    match directive::parse(text) {
        Some(Ok(said)) => {
            let range = covered(said.reach);
            let waiver = from_directive(said, span, range, waiving.sources);
            let wrong = wrong(&waiver, waiving.rules, waiving.policy_of(id), as_of);
            let is_right = wrong.is_empty();
            problems.extend(wrong);
            vec![candidate(waiver, is_right, waiving, as_of)]
        }
        Some(Err(malformed)) => {
            problems.push(told(&malformed, span));
            let waiver = from_directive(Directive::broken(&malformed), span, None, waiving.sources);
            vec![candidate(waiver, false, waiving, as_of)]
        }
        None => peers(text, lines.is_top(comment), span, waiving, as_of, covered, problems),
    }
}

/// In a file that was read in no language that has comments, nothing waives.
fn unknown(source: &SourceFile, id: FileId) -> Option<Problem> {
    let found = MEANT.find(&source.text)?;
    let message = "nothing is known of comments in this file, so this waives nothing";
    let problem = Problem { severity: Severity::Warning, ..Problem::error(INVALID, message) };
    Some(problem.at(Span::new(id, found.start(), found.end())).help("write the waiver into a waivers file"))
}

/// Texts that a person could take for a waiver, where the language has no comment: they would be ignored silently.
fn no_comments(source: &SourceFile, id: FileId, found: &Commented) -> Vec<Problem> {
    let text: &str = &source.text;
    if !found.complete {
        return Vec::new();
    }
    let mut problems = Vec::new();
    for at in MEANT.find_iter(text).map(|found| found.start()).filter(|at| !found.has(*at)) {
        let end = text[at..].find(['\n', '\r']).map_or(text.len(), |end| at + end);
        let held = found.text_at(at);
        let span = Span::new(id, at, end);
        if found.disputes(at) {
            let message = "this is a comment in one of the languages that the file is read in and none in another, so it waives nothing";
            problems.push(Problem::error(INVALID, message).at(span).help("write the waiver into a waivers file"));
            continue;
        }
        problems.push(match held {
            // The text may be that of another file, in which it is a comment: the finding here stays, which is enough.
            Some(held) => {
                let message = format!("this is no comment but a part of {}, so it waives nothing", held.kind.as_str());
                let problem = Problem { severity: Severity::Warning, ..Problem::error(INVALID, message) };
                problem.at(span).help("put the comment on a line of its own above the text")
            }
            None => {
                Problem::error(INVALID, "this is no comment but part of what stands before it, so it waives nothing")
                    .at(span)
                    .help("put the comment on a line of its own above what it is about")
            }
        });
    }
    problems
}

fn told(malformed: &Malformed, span: Span) -> Problem {
    let start = span.start as usize;
    let at = Span::new(span.file, start + malformed.at.start, start + malformed.at.end);
    let at = if malformed.at.is_empty() { span } else { at };
    Problem::error(INVALID, format!("{}, so it waives nothing", malformed.message)).at(at).help(malformed.help.clone())
}

fn from_directive(said: Directive, span: Span, range: Option<Span>, sources: &Sources) -> Waiver {
    let place = sources.location(span);
    Waiver {
        id: format!("inline:{}:{}", place.path, place.start.line),
        source: WaiverSource::Comment,
        span,
        rules: said.rules,
        // Where nothing follows the comment, it covers its own bytes: no finding lies there.
        scope: Scope { range: Some(range.unwrap_or(span)), ..Scope::default() },
        kind: said.kind,
        reason: said.reason.trim().to_owned(),
        owner: said.owner,
        approver: said.approver,
        ticket: said.ticket,
        created: said.created,
        expires: said.until,
    }
}

fn peers(
    text: &str,
    first: bool,
    span: Span,
    waiving: &Waiving<'_>,
    as_of: Date,
    covered: impl Fn(directive::Reach) -> Option<Span>,
    problems: &mut Vec<Problem>,
) -> Vec<Candidate> {
    let said =
        peer::parse(text, first).into_iter().filter(|said| waiving.policy_of(span.file).peers.contains(&said.peer));
    let place = waiving.sources.location(span);
    let one = |said: peer::PeerComment| {
        let name = said.peer.name();
        let waiver = Waiver {
            id: format!("{name}:{}:{}", place.path, place.start.line),
            source: WaiverSource::Peer,
            span,
            rules: said.rules,
            scope: Scope { range: Some(covered(said.reach).unwrap_or(span)), ..Scope::default() },
            kind: WaiverKind::default(),
            reason: said.reason.unwrap_or_else(|| format!("ignored for {name}")),
            owner: None,
            approver: None,
            ticket: None,
            created: None,
            expires: said.until,
        };
        // The comment is right for the tool it is meant for; what it lacks here is no mistake, but it waives nothing.
        let wrong = wrong(&waiver, waiving.rules, waiving.policy_of(span.file), as_of);
        let mut candidate = candidate(waiver, wrong.is_empty(), waiving, as_of);
        if candidate.waiver.rules.is_empty() {
            let prefix = format!("{name}:");
            let theirs = |rule: &&Arc<Rule>| rule.aliases.iter().any(|alias| alias.starts_with(&prefix));
            candidate.rules = waiving.rules.iter().filter(theirs).map(|rule| rule.id.clone()).collect();
        }
        if !candidate.rules.is_empty() {
            let told = |problem: Problem| Problem { severity: Severity::Warning, ..problem };
            problems.extend(wrong.into_iter().map(told));
        }
        candidate
    };
    said.map(one).collect()
}
