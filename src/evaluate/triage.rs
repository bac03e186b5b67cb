//! What becomes of findings once all are there: order, duplicates, severities, the lowest severity shown. The one place that decides it.

use std::collections::HashMap;

use crate::finding::{Finding, Outcome};
use crate::policy::Severity;
use crate::source::{Sources, Span};

/// Folds what several projects found at one place into one finding, sorts by path, line, column and rule, and mends the indices in `outcomes`.
pub fn settle(findings: Vec<Finding>, outcomes: &mut [Outcome], sources: &Sources) -> Vec<Finding> {
    let mut kept: Vec<(usize, Finding)> = Vec::with_capacity(findings.len());
    let mut place_of: Vec<usize> = Vec::with_capacity(findings.len());
    let mut seen: HashMap<(String, Span, String), usize> = HashMap::new();
    for (index, finding) in findings.into_iter().enumerate() {
        let key = (finding.rule.to_string(), finding.primary.span, finding.message.clone());
        match seen.get(&key) {
            // The same words about the same token, from another project or environment.
            Some(first) if kept[*first].1.project != finding.project || kept[*first].1.at == finding.at => {
                place_of.push(*first);
            }
            _ => {
                seen.insert(key, kept.len());
                place_of.push(kept.len());
                kept.push((index, finding));
            }
        }
    }
    let mut order: Vec<usize> = (0..kept.len()).collect();
    let keys: Vec<_> = kept
        .iter()
        .map(|(_, f)| {
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
    let mut slots: Vec<Option<Finding>> = kept.into_iter().map(|(_, finding)| Some(finding)).collect();
    order.into_iter().filter_map(|i| slots[i].take()).collect()
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
