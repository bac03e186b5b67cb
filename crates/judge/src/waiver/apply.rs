//! Which findings which waiver covers, and what became of each waiver.

use std::collections::{BTreeMap, BTreeSet};

use globset::GlobMatcher;
use jiff::civil::Date;

use super::candidate::{Candidate, Waiving, candidate};
use super::check::{called, date, unmet, wrong};
use super::file::{self, INVALID};
use super::inline;
use super::state::{Scope, Standing, Waiver, WaiverSource, WaiverState};
use crate::finding::{AppliedWaiver, Finding, Outcome, OutcomeKind, SecretRef};
use plimsoll_model::Address;
use plimsoll_policy::RuleId;
use plimsoll_source::problem::Problem;
use plimsoll_source::{FileId, Sources, Span};

/// Marks the findings that a right waiver covers. Gives back every waiver with what became of it, and what must be told about them.
pub fn apply(findings: &mut [Finding], waiving: &Waiving<'_>) -> (Vec<WaiverState>, Vec<Problem>) {
    let mut problems = Vec::new();
    let as_of = match date(waiving.as_of) {
        Some(day) => day,
        None => {
            // Without a day nothing can be told to hold still.
            problems.push(Problem::error(INVALID, format!("`{}` is no day, so no waiver holds", waiving.as_of)));
            Date::MAX
        }
    };
    let mut candidates = from_files(waiving, as_of, &mut problems);
    candidates.extend(inline::candidates(waiving, as_of, &mut problems));
    candidates.extend(waiving.allowed.iter().map(|waiver| allowed(waiver, waiving, as_of)));
    let mut by_rule: BTreeMap<RuleId, Vec<usize>> = BTreeMap::new();
    for (index, candidate) in candidates.iter().enumerate() {
        if candidate.standing == Standing::Unused {
            candidate.rules.iter().for_each(|rule| by_rule.entry(rule.clone()).or_default().push(index));
        }
    }
    for finding in findings.iter_mut() {
        for index in by_rule.get(&finding.rule).into_iter().flatten() {
            cover(finding, &mut candidates[*index], waiving, as_of, &mut problems);
        }
    }
    let mut states: Vec<WaiverState> = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        states.push(verdict(candidate, waiving, findings, &mut problems));
    }
    let by_place = |span: Span| waiving.sources.location(span);
    states.sort_by_cached_key(|state| (by_place(state.waiver.span), state.waiver.id.clone()));
    problems.sort_by_cached_key(|problem| (problem.span.map(by_place), problem.message.clone()));
    // The same finding of several projects gives the same problem.
    problems.dedup();
    (states, problems)
}

/// The rules that some waiver names which holds: whether it covers anything can only be told where they are evaluated. What other tools' comments
/// name is not among them: nobody calls those unused.
pub fn rules_named(waiving: &Waiving<'_>) -> BTreeSet<RuleId> {
    let Some(as_of) = date(waiving.as_of) else { return BTreeSet::new() };
    // What is wrong with them is told when they are applied.
    let mut told = Vec::new();
    let mut candidates = from_files(waiving, as_of, &mut told);
    candidates.extend(inline::candidates(waiving, as_of, &mut told));
    let holds = |one: &Candidate| one.standing == Standing::Unused && one.waiver.source != WaiverSource::Peer;
    candidates.into_iter().filter(holds).flat_map(|one| one.rules).collect()
}

/// Makes the outcomes say which subjects break a rule only where a waiver covers it.
pub fn mark_waived(outcomes: &mut [Outcome], findings: &[Finding]) {
    for outcome in outcomes {
        let breaks = matches!(outcome.kind, OutcomeKind::Fail | OutcomeKind::Review);
        let is_waived = |index: &usize| findings.get(*index).is_some_and(|finding| finding.waiver.is_some());
        if breaks && !outcome.findings.is_empty() && outcome.findings.iter().all(is_waived) {
            outcome.kind = OutcomeKind::Waived;
        }
    }
}

fn from_files(waiving: &Waiving<'_>, as_of: Date, problems: &mut Vec<Problem>) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    for at in waiving.waiver_files {
        let mut read = file::read(waiving.sources, at.file);
        for waiver in &read.waivers {
            read.problems.extend(wrong(waiver, waiving.rules, waiving.policy_of(at.file), as_of));
        }
        // One wrong entry and nothing in the file can be trusted.
        let is_right = read.problems.is_empty();
        problems.append(&mut read.problems);
        let below = (at.below != ".").then(|| at.below.clone());
        let one = |waiver| Candidate { below: below.clone(), ..candidate(waiver, is_right, waiving, as_of) };
        candidates.extend(read.waivers.into_iter().map(one));
    }
    candidates
}

/// What the configuration allows holds for every rule: what counts is the secret that a finding rests on.
fn allowed(waiver: &Waiver, waiving: &Waiving<'_>, as_of: Date) -> Candidate {
    let rules = waiving.rules.iter().map(|rule| rule.id.clone()).collect();
    Candidate { rules, ..candidate(waiver.clone(), true, waiving, as_of) }
}

/// Covers a finding by a waiver that is right, where it fits; the first one that does is shown with the finding.
fn cover(
    finding: &mut Finding,
    candidate: &mut Candidate,
    waiving: &Waiving<'_>,
    as_of: Date,
    problems: &mut Vec<Problem>,
) {
    if candidate.below.as_deref().is_some_and(|below| !is_below(below, finding, waiving.sources)) {
        return;
    }
    let is_covered = match candidate.waiver.source {
        WaiverSource::Config => allows(candidate, &finding.secrets),
        WaiverSource::File | WaiverSource::Comment | WaiverSource::Peer => {
            let on_path = |glob: &GlobMatcher| glob.is_match(&waiving.sources.get(finding.primary.span.file).path);
            fits(&candidate.waiver.scope, finding) && candidate.path.as_ref().is_none_or(on_path)
        }
    };
    if !is_covered {
        return;
    }
    candidate.standing = Standing::Active;
    let waiver = &candidate.waiver;
    let policy = waiving.policy_of(finding.primary.span.file);
    if waiver.source == WaiverSource::File && policy != waiving.policy_of(waiver.span.file) {
        // The file's own rules have let it through; those of the place it speaks of have a say, too.
        if let Some(first) = unmet(waiver, policy, as_of).into_iter().next() {
            problems.push(first.related(finding.primary.span, "so this finding stays"));
            return;
        }
    }
    if policy.max_severity.is_some_and(|most| finding.severity > most) {
        let message = format!("{} cannot cover `{}`, which is {} here", called(waiver), finding.rule, finding.severity);
        let problem = Problem::warning("waiver-too-severe", message)
            .at(waiver.span)
            .related(finding.primary.span, "this finding stays")
            .help("mend the finding: the configuration allows no waiver for this severity");
        problems.push(problem);
        return;
    }
    candidate.covers.insert(finding.fingerprint.clone());
    if candidate.waiver.source == WaiverSource::Config {
        candidate.covered.insert(finding.rule.to_string());
    }
    if finding.waiver.is_none() {
        finding.waiver = Some(Box::new(AppliedWaiver {
            id: waiver.id.clone(),
            reason: waiver.reason.clone(),
            owner: waiver.owner.clone(),
            expires: waiver.expires.clone(),
        }));
    }
}

fn is_below(directory: &str, finding: &Finding, sources: &Sources) -> bool {
    let file = sources.get(finding.primary.span.file);
    file.path.strip_prefix(directory).is_some_and(|rest| rest.starts_with('/'))
}

/// Whether everything that a finding rests on is a secret that is allowed.
fn allows(candidate: &Candidate, secrets: &[SecretRef]) -> bool {
    let on_path = |file: &str| candidate.path.as_ref().is_none_or(|glob| glob.is_match(file));
    let has_key =
        |key: Option<&str>| candidate.key.as_ref().is_none_or(|glob| key.is_some_and(|key| glob.is_match(key)));
    !secrets.is_empty() && secrets.iter().all(|secret| on_path(&secret.file) && has_key(secret.key.as_deref()))
}

fn fits(scope: &Scope, finding: &Finding) -> bool {
    let mark = finding.primary.span;
    let in_range = |range: Span| range.file == mark.file && range.start <= mark.start && mark.start < range.end;
    scope.range.is_none_or(in_range)
        && scope.subject.as_deref().is_none_or(|subject| speaks_of(subject, finding))
        && scope.environment.as_ref().is_none_or(|name| finding.environment.as_deref() == Some(name))
        // One identity is one occurrence: who shares the finding later was not waived.
        && (scope.identities.is_empty() || scope.identities.contains(&finding.fingerprint))
}

/// Whether `services.web` names the finding's subject, or what it was found in.
fn speaks_of(subject: &str, finding: &Finding) -> bool {
    let pattern: Vec<&str> = match subject.strip_prefix('/') {
        Some(pointer) => pointer.split('/').collect(),
        None => subject.split('.').collect(),
    };
    let starts = |address: &Address| {
        let segments: Vec<String> = address.segments().collect();
        // A name may hold dots: what remains of the pattern then spells the segment.
        matches_segments(&pattern, &segments)
    };
    starts(&finding.subject) || starts(&finding.at)
}

fn matches_segments(pattern: &[&str], segments: &[String]) -> bool {
    match (pattern, segments) {
        ([], _) => true,
        (_, []) => false,
        (pattern, [segment, rest @ ..]) => (1..=pattern.len()).any(|n| {
            let word = pattern[..n].join(".");
            (word == "*" || word == *segment) && matches_segments(&pattern[n..], rest)
        }),
    }
}

/// Whether everything that a waiver may cover was in sight: else that it covers nothing says nothing.
fn in_sight(candidate: &Candidate, waiving: &Waiving<'_>) -> bool {
    let (sight, waiver) = (waiving.sight, &candidate.waiver);
    let files = match waiver.source {
        WaiverSource::Comment | WaiverSource::Peer => sight.holds(&waiving.sources.get(waiver.span.file).path),
        WaiverSource::File | WaiverSource::Config => {
            sight.holds_all(candidate.path.as_ref(), waiving.there.iter().copied())
        }
    };
    files && candidate.rules.iter().all(|rule| sight.ran(rule))
}

fn verdict(
    mut candidate: Candidate,
    waiving: &Waiving<'_>,
    findings: &[Finding],
    problems: &mut Vec<Problem>,
) -> WaiverState {
    if candidate.standing == Standing::Unused && !in_sight(&candidate, waiving) {
        candidate.standing = Standing::OutOfSight;
    }
    let as_of = waiving.as_of;
    let mut waiver = candidate.waiver;
    waiver.rules.extend(candidate.covered);
    let peer = waiver.source == WaiverSource::Peer;
    match candidate.standing {
        Standing::Expired => {
            let day = waiver.expires.as_deref().unwrap_or_default();
            let message = format!("{} ended on {day} (today counts as {as_of}): it waives nothing", called(&waiver));
            let problem = Problem::warning("waiver-expired", message).at(waiver.span);
            problems.push(problem.help("mend the finding, or have the waiver renewed"));
        }
        Standing::Unused if !peer => {
            let message = format!("{} covers nothing", called(&waiver));
            let now = renamed(&waiver.scope.identities, findings);
            let help = if now.is_empty() {
                "remove it".to_owned()
            } else {
                format!("identities contain the path of the file now; one of {} is meant", now.join(", "))
            };
            problems.push(Problem::warning("waiver-unused", message).at(waiver.span).help(help));
        }
        Standing::Active | Standing::Unused | Standing::OutOfSight | Standing::Invalid => {}
    }
    WaiverState { waiver, standing: candidate.standing, covers: candidate.covers.into_iter().collect() }
}

/// What the findings are called whose identity was this one before identities had a path in them; a few of them.
fn renamed<'a>(identities: &[String], findings: &'a [Finding]) -> Vec<&'a str> {
    const MOST: usize = 5;
    let is_meant = |finding: &&Finding| identities.contains(&finding.content_fingerprint);
    let now = findings.iter().filter(is_meant).map(|finding| finding.fingerprint.as_str());
    now.collect::<BTreeSet<_>>().into_iter().take(MOST).collect()
}

/// Makes waivers list the findings that they cover, once occurrences are folded: a finding is named once.
pub fn name_covered<'a>(states: &mut [WaiverState], findings: impl Iterator<Item = &'a Finding>) {
    let mut called: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for finding in findings {
        for occurrence in finding.fingerprints() {
            called.entry(occurrence).or_default().insert(&finding.fingerprint);
        }
    }
    for state in states {
        let covers: BTreeSet<String> = state
            .covers
            .iter()
            .filter_map(|one| called.get(one.as_str()))
            .flatten()
            .map(|name| (*name).to_owned())
            .collect();
        state.covers = covers.into_iter().collect();
    }
}

/// Reads one waivers file by itself: its waivers, and everything that is wrong with them but for what only findings can tell.
pub fn read(waiving: &Waiving<'_>, file: FileId) -> (Vec<Waiver>, Vec<Problem>) {
    let mut read = file::read(waiving.sources, file);
    let Some(as_of) = date(waiving.as_of) else { return (read.waivers, read.problems) };
    for waiver in &read.waivers {
        read.problems.extend(wrong(waiver, waiving.rules, waiving.policy_of(file), as_of));
    }
    (read.waivers, read.problems)
}
