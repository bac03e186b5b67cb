//! One cause, one finding: what a finding says that another one says, too, is told with that one and not beside it. Rules say in METADATA which
//! rules' findings theirs tell (`absorbs`); nothing here knows one.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::finding::{Finding, Outcome};
use plimsoll_model::Address;
use plimsoll_policy::{Rule, RuleId};
use plimsoll_source::Span;

/// Takes findings into those that tell them, and mends the indices in `outcomes`. Comes after waivers, which may cover the one and not the other,
/// and before occurrences are folded: a finding may be told by another one for one service, and by itself for the next.
///
/// A finding absorbs another of the same subject that it marks, that is not worse, and that is as sure or less: nothing that somebody must
/// mend is told at a lower weight than it has. What is waived absorbs nothing and is not absorbed.
pub fn absorbed(mut findings: Vec<Finding>, outcomes: &mut [Outcome], rules: &[Arc<Rule>]) -> Vec<Finding> {
    let absorbing = rules.iter().filter(|rule| !rule.absorbs.is_empty());
    let into = tellers(&findings, &absorbing.map(|rule| (&rule.id, rule.absorbs.as_slice())).collect());
    if into.is_empty() {
        return findings;
    }
    // Whoever tells may be told by another one; rules absorb each other in no circle.
    let last = |mut index: usize| {
        while let Some(next) = into.get(&index) {
            index = *next;
        }
        index
    };
    let mut rank = Vec::with_capacity(findings.len());
    let mut kept = 0;
    for index in 0..findings.len() {
        rank.push(kept);
        kept += usize::from(!into.contains_key(&index));
    }
    let place_of = |index: usize| rank[last(index)];
    for outcome in outcomes {
        outcome.findings.iter_mut().for_each(|index| *index = place_of(*index));
        outcome.findings.sort_unstable();
        outcome.findings.dedup();
    }
    let goals: Vec<usize> = (0..findings.len()).map(place_of).collect();
    let mut index = 0;
    let is_told = |_: &mut Finding| {
        index += 1;
        into.contains_key(&(index - 1))
    };
    let told: Vec<Finding> = findings.extract_if(.., is_told).collect();
    let mut from: Vec<usize> = into.keys().copied().collect();
    from.sort_unstable();
    for (finding, from) in told.into_iter().zip(from) {
        findings[goals[from]].absorbed.push(finding);
    }
    findings
}

/// What a finding is about: two that share it may be one.
fn about(finding: &Finding) -> (&str, Option<&str>, Address) {
    let subject = &finding.subject;
    let thing = if subject.as_str().is_empty() { finding.at.owner() } else { subject.clone() };
    (&finding.project, finding.environment.as_deref(), thing)
}

/// Of each finding that another one tells, that other one.
fn tellers(findings: &[Finding], absorbing: &HashMap<&RuleId, &[RuleId]>) -> HashMap<usize, usize> {
    let open = || findings.iter().enumerate().filter(|(_, finding)| finding.waiver.is_none());
    let mut telling: HashMap<_, Vec<(usize, &[RuleId])>> = HashMap::new();
    for (index, finding) in open() {
        if let Some(rules) = absorbing.get(&finding.rule) {
            telling.entry(about(finding)).or_default().push((index, *rules));
        }
    }
    let absorbed: BTreeSet<&RuleId> = telling.values().flatten().flat_map(|(_, rules)| *rules).collect();
    let teller = |(index, part): (usize, &Finding)| {
        let whole = |(teller, rules): &&(usize, &[RuleId])| {
            let whole = &findings[*teller];
            rules.contains(&part.rule)
                && whole.verdict <= part.verdict
                && whole.severity >= part.severity
                && marks(whole).any(|mark| mark.overlaps(part.primary.span) || mark == part.primary.span)
        };
        let worst = |(teller, _): &&(usize, &[RuleId])| {
            let Finding { severity, rule, at, fingerprint, .. } = &findings[*teller];
            (Reverse(*severity), rule, at, fingerprint)
        };
        let (teller, _) = telling.get(&about(part))?.iter().filter(whole).min_by_key(worst)?;
        Some((index, *teller))
    };
    open().filter(|(_, part)| absorbed.contains(&part.rule)).filter_map(teller).collect()
}

fn marks(finding: &Finding) -> impl Iterator<Item = Span> + '_ {
    std::iter::once(&finding.primary).chain(&finding.related).map(|mark| mark.span)
}
