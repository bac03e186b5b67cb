//! What becomes of findings once all are there: order, duplicates, severities, the lowest severity shown. The one place that decides it.

use std::collections::HashMap;

use crate::finding::{Elsewhere, Finding, Outcome, Verdict};
use crate::policy::{RuleId, Severity};
use crate::source::{Sources, Span};

/// Folds what several projects found at one place into one finding that names them all, sorts by path, line, column and rule, and mends the
/// indices in `outcomes`. Comes after waivers: what is waived for one project may be open for another.
pub fn settle(findings: Vec<Finding>, outcomes: &mut [Outcome], sources: &Sources) -> Vec<Finding> {
    let mut kept: Vec<Finding> = Vec::with_capacity(findings.len());
    let mut place_of: Vec<usize> = Vec::with_capacity(findings.len());
    let mut seen: HashMap<Sameness, usize> = HashMap::new();
    for finding in findings {
        let same = seen.get(&Sameness::of(&finding)).copied();
        match same.and_then(|first| kept.get_mut(first).map(|kept| (first, kept))) {
            Some((first, kept)) if is_elsewhere(kept, &finding) || kept.at == finding.at => {
                if is_elsewhere(kept, &finding) {
                    kept.also.push(Elsewhere {
                        project: finding.project,
                        environment: finding.environment,
                        fingerprint: finding.fingerprint,
                    });
                }
                place_of.push(first);
            }
            _ => {
                seen.insert(Sameness::of(&finding), kept.len());
                place_of.push(kept.len());
                kept.push(finding);
            }
        }
    }
    for finding in &mut kept {
        finding.also.sort();
        finding.also.dedup();
    }
    let mut order: Vec<usize> = (0..kept.len()).collect();
    let keys: Vec<_> = kept
        .iter()
        .map(|f| {
            let location = sources.location(f.primary.span);
            (location.path, location.start, f.rule.clone(), f.at.clone(), f.environment.clone(), f.message.clone())
        })
        .collect();
    order.sort_by(|a, b| keys[*a].cmp(&keys[*b]));
    let mut rank = vec![0; order.len()];
    for (new, old) in order.iter().enumerate() {
        rank[*old] = new;
    }
    for outcome in outcomes.iter_mut() {
        for index in &mut outcome.findings {
            *index = rank[place_of[*index]];
        }
        outcome.findings.sort_unstable();
        outcome.findings.dedup();
    }
    let mut slots: Vec<Option<Finding>> = kept.into_iter().map(Some).collect();
    order.into_iter().filter_map(|i| slots[i].take()).collect()
}

/// Findings with the outcomes whose indices point into them.
pub type Answers = (Vec<Finding>, Vec<Outcome>);

/// Parts the answers of some rules from those of the others, both in the order they had.
pub fn part(findings: Vec<Finding>, outcomes: Vec<Outcome>, is_aside: impl Fn(&RuleId) -> bool) -> (Answers, Answers) {
    let (mut kept, mut aside) = (Answers::default(), Answers::default());
    let mut place_of = Vec::with_capacity(findings.len());
    for finding in findings {
        let (of_part, _) = if is_aside(&finding.rule) { &mut aside } else { &mut kept };
        place_of.push(of_part.len());
        of_part.push(finding);
    }
    for mut outcome in outcomes {
        for index in &mut outcome.findings {
            *index = place_of[*index];
        }
        let (_, of_part) = if is_aside(&outcome.rule) { &mut aside } else { &mut kept };
        of_part.push(outcome);
    }
    (kept, aside)
}

/// What findings must have in common to be told as one.
#[derive(PartialEq, Eq, Hash)]
struct Sameness {
    rule: RuleId,
    span: Span,
    message: String,
    severity: Severity,
    verdict: Verdict,
    waiver: Option<String>,
}

impl Sameness {
    fn of(finding: &Finding) -> Self {
        Self {
            rule: finding.rule.clone(),
            span: finding.primary.span,
            message: finding.message.clone(),
            severity: finding.severity,
            verdict: finding.verdict,
            waiver: finding.waiver.as_ref().map(|waiver| waiver.id.clone()),
        }
    }
}

fn is_elsewhere(one: &Finding, other: &Finding) -> bool {
    (&one.project, &one.environment) != (&other.project, &other.environment)
}

/// Whether a finding fails a run that fails on `severity` and worse: not waived, and not in the baseline.
pub fn fails(finding: &Finding, severity: Severity) -> bool {
    finding.severity >= severity && finding.waiver.is_none() && finding.new != Some(false)
}

/// Leaves out findings; outcomes keep their kind, since what was judged does not change with what is shown.
pub fn keep(findings: &mut Vec<Finding>, outcomes: &mut [Outcome], wanted: impl Fn(&Finding) -> bool) {
    let mut rank = Vec::with_capacity(findings.len());
    let mut kept = 0;
    for finding in findings.iter() {
        let keep = wanted(finding);
        rank.push(keep.then_some(kept));
        kept += usize::from(keep);
    }
    findings.retain(|finding| wanted(finding));
    for outcome in outcomes {
        outcome.findings = outcome.findings.iter().filter_map(|index| rank[*index]).collect();
    }
}
