//! What a sample stands in for decides nothing: what rules say of a project is held against what they say where nothing is assumed.

use std::collections::{BTreeMap, BTreeSet};

use super::{Evaluation, place};
use crate::finding::{Finding, Mark, Outcome, OutcomeKind, Verdict};
use plimsoll_model::{Address, Origins, Project, ViaKind};
use plimsoll_policy::RuleId;

/// Lines of samples that a finding shows.
const MAX_SHOWN: usize = 3;

/// A rule and a subject.
type Row = (RuleId, Address);

/// Takes back what only a sample decides. What is found without it is told with it, too; what is found because of it, in something that is there all the
/// same, is to review. `bare` is what the same rules say of the project without it.
pub fn hold_against_bare(evaluation: &mut Evaluation, bare: Evaluation, project: &Project, origins: &Origins) {
    let rows = |findings: &[Finding]| -> BTreeMap<Row, Vec<usize>> {
        let mut rows: BTreeMap<Row, Vec<usize>> = BTreeMap::new();
        for (index, finding) in findings.iter().enumerate() {
            rows.entry((finding.rule.clone(), finding.subject.clone())).or_default().push(index);
        }
        rows
    };
    let (own, without) = (rows(&evaluation.findings), rows(&bare.findings));
    let there: BTreeSet<&Address> = bare.quiet.subjects().iter().map(|about| &about.subject).collect();
    let failed: BTreeSet<&RuleId> = bare.problems.iter().map(|(rule, _)| rule).collect();
    // What is written, in a sample or anywhere, is written.
    let written: BTreeSet<RuleId> = {
        let rules = evaluation.quiet.rules().iter().filter(|rule| rule.category == super::unknown::WRITTEN);
        rules.map(|rule| rule.id.clone()).collect()
    };
    let mut doubted: BTreeSet<Row> = BTreeSet::new();
    for (row, indices) in &own {
        let (rule, subject) = row;
        if without.contains_key(row) || written.contains(rule) || failed.contains(rule) || !there.contains(subject) {
            continue;
        }
        let shown = samples(project, origins, subject);
        for index in indices {
            let finding = &mut evaluation.findings[*index];
            finding.verdict = Verdict::Review;
            let is_new = |mark: &&Mark| {
                mark.span != finding.primary.span && !finding.related.iter().any(|other| other.span == mark.span)
            };
            let shown: Vec<Mark> = shown.iter().filter(is_new).cloned().collect();
            finding.related.extend(shown);
        }
        doubted.insert(row.clone());
    }
    for outcome in evaluation.outcomes.iter_mut().filter(|outcome| outcome.kind == OutcomeKind::Fail) {
        if doubted.contains(&(outcome.rule.clone(), outcome.about.subject.clone())) {
            outcome.kind = OutcomeKind::Review;
        }
    }
    add(evaluation, bare, &own, &written);
}

/// Adds what is found only without a sample.
fn add(evaluation: &mut Evaluation, bare: Evaluation, own: &BTreeMap<Row, Vec<usize>>, written: &BTreeSet<RuleId>) {
    let abouts: BTreeMap<Address, _> =
        evaluation.quiet.subjects().iter().map(|about| (about.subject.clone(), about.clone())).collect();
    let failed: BTreeSet<RuleId> = evaluation.problems.iter().map(|(rule, _)| rule.clone()).collect();
    let mut added: BTreeMap<Row, Vec<usize>> = BTreeMap::new();
    for finding in bare.findings {
        let row = (finding.rule.clone(), finding.subject.clone());
        let is_same = |index: &usize| {
            let other = &evaluation.findings[*index];
            other.at.contains(&finding.at) || finding.at.contains(&other.at)
        };
        let is_known = own.get(&row).is_some_and(|indices| indices.iter().any(is_same));
        if is_known || written.contains(&row.0) || failed.contains(&row.0) || !abouts.contains_key(&row.1) {
            continue;
        }
        added.entry(row).or_default().push(evaluation.findings.len());
        evaluation.findings.push(finding);
    }
    evaluation.unbuilt.extend(bare.unbuilt);
    if added.is_empty() {
        return;
    }
    evaluation.quiet.remove(|rule, subject| added.contains_key(&(rule.clone(), subject.clone())));
    let kind = |findings: &[usize], all: &[Finding]| match findings.iter().any(|i| all[*i].verdict == Verdict::Fail) {
        true => OutcomeKind::Fail,
        false => OutcomeKind::Review,
    };
    for outcome in &mut evaluation.outcomes {
        if let Some(findings) = added.remove(&(outcome.rule.clone(), outcome.about.subject.clone())) {
            outcome.findings.extend(findings);
            outcome.unjudged = false;
            outcome.kind = kind(&outcome.findings, &evaluation.findings);
        }
    }
    for ((rule, subject), findings) in added {
        let Some(about) = abouts.get(&subject).cloned() else { continue };
        let kind = kind(&findings, &evaluation.findings);
        evaluation.outcomes.push(Outcome { rule, about, kind, findings, unjudged: false, off: None });
    }
}

/// The lines of samples that values in a subject are taken from.
fn samples(project: &Project, origins: &Origins, subject: &Address) -> Vec<Mark> {
    let mut shown: Vec<Mark> = Vec::new();
    let assumed = project.unknown.iter().filter(|unknown| unknown.assumed && subject.contains(&unknown.value));
    let vias = assumed.filter_map(|unknown| origins.nearest(&unknown.value)).flat_map(|(_, origin)| &origin.via);
    for via in vias.filter(|via| via.kind == ViaKind::Assumed) {
        if shown.len() < MAX_SHOWN && !shown.iter().any(|mark| mark.span == via.span) {
            let label = place::via_label(via.kind).to_owned();
            shown.push(Mark { span: via.span, label, via: Some(via.kind) });
        }
    }
    shown
}
