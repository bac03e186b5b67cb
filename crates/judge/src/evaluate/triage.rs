//! What becomes of findings once all are there: identities, occurrences, order, the lowest severity shown. The one place that decides it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::finding::{Finding, Mark, Outcome, Verdict};
use plimsoll_policy::{RuleId, Severity};
use plimsoll_source::problem::{MAX_MESSAGE, bounded};
use plimsoll_source::{Location, Sources, Span};

/// Places that explain a finding of many occurrences: more are of no use to anybody.
const MAX_RELATED: usize = 50;

/// Says of each occurrence which finding it belongs to (`lead`), and gives it an identity that no other one of the run has. Comes before
/// waivers, which may name identities.
pub fn identify(findings: &mut [Finding], sources: &Sources) {
    let mut groups: HashMap<Cause, Vec<usize>> = HashMap::new();
    let mut seen: HashMap<String, HashMap<(String, String), usize>> = HashMap::new();
    for (index, finding) in findings.iter().enumerate() {
        // Of several that a rule says of one subject at one place, the first belongs to the first of another subject, and so on.
        let own = format!(
            "{}\0{:?}\0{}\0{:?}\0{}\0{}\0{}",
            finding.rule,
            finding.primary.span,
            finding.project,
            finding.environment,
            finding.subject,
            finding.at.owner(),
            finding.cause
        );
        // Where a file is judged twice under one name, the same words about the same address are no second finding.
        let told = seen.entry(own).or_default();
        let next = told.len();
        let ordinal = *told.entry((finding.at.to_string(), finding.message.clone())).or_insert(next);
        let cause =
            Cause { rule: finding.rule.clone(), span: finding.primary.span, cause: finding.cause.clone(), ordinal };
        groups.entry(cause).or_default().push(index);
    }
    let mut groups: Vec<(Cause, Vec<usize>)> = groups.into_iter().collect();
    for (_, members) in &mut groups {
        members.sort_by(|a, b| findings[*a].order_among().cmp(&findings[*b].order_among()));
    }
    let path = |span: Span| sources.get(span.file).path.clone();
    groups.sort_by_cached_key(|(cause, _)| {
        (path(cause.span), cause.span.start, cause.span.end, cause.rule.clone(), cause.cause.clone(), cause.ordinal)
    });
    let mut met: HashMap<String, usize> = HashMap::new();
    for (cause, members) in groups {
        let path = path(cause.span);
        let mut lead: Option<Arc<str>> = None;
        for index in members {
            let finding = &mut findings[index];
            let project = finding.home.sign(&path);
            let count = met.entry(fingerprint(&path, &finding.content_fingerprint, project, 0)).or_default();
            let identity = fingerprint(&path, &finding.content_fingerprint, project, *count);
            finding.fingerprint = identity;
            *count += 1;
            finding.lead = Arc::clone(lead.get_or_insert_with(|| Arc::from(finding.fingerprint.as_str())));
        }
    }
}

/// What occurrences of one finding have in common.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Cause {
    rule: RuleId,
    span: Span,
    cause: String,
    ordinal: usize,
}

/// 32 hexadecimal digits of a file, what is found in it, the project where the file is not its own, and how many the same came before.
fn fingerprint(path: &str, content: &str, project: &str, ordinal: usize) -> String {
    let mut hash = Sha256::new();
    hash.update(format!("plimsoll/v2\0{path}\0{content}"));
    if !project.is_empty() {
        hash.update(format!("\0in {project}"));
    }
    if ordinal > 0 {
        hash.update(format!("\0{ordinal}"));
    }
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// Folds the occurrences of one finding, sorts by path, line, column and rule, and mends the indices in `outcomes`. Comes after waivers: what
/// is waived for one subject may be open for another, and then it is two.
pub fn settle(findings: Vec<Finding>, outcomes: &mut [Outcome], place: &dyn Fn(Span) -> Location) -> Vec<Finding> {
    let mut groups: BTreeMap<Sameness, Vec<usize>> = BTreeMap::new();
    for (index, finding) in findings.iter().enumerate() {
        groups.entry(Sameness::of(finding)).or_default().push(index);
    }
    let mut place_of: Vec<usize> = vec![0; findings.len()];
    let mut slots: Vec<Option<Finding>> = findings.into_iter().map(Some).collect();
    let mut kept: Vec<Finding> = Vec::with_capacity(groups.len());
    for members in groups.into_values() {
        members.iter().for_each(|index| place_of[*index] = kept.len());
        let mut members: Vec<Finding> = members.into_iter().filter_map(|index| slots[index].take()).collect();
        members.sort_by(|a, b| a.order_among().cmp(&b.order_among()));
        kept.extend(folded(members));
    }
    let mut order: Vec<usize> = (0..kept.len()).collect();
    let keys: Vec<_> = kept
        .iter()
        .map(|f| {
            let location = place(f.primary.span);
            (location.path, location.start, f.rule.clone(), f.at.clone(), f.environment.clone(), f.fingerprint.clone())
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

/// Parts some outcomes, with what was found for them, from the others, both in the order they had.
pub fn part(
    findings: Vec<Finding>,
    mut outcomes: Vec<Outcome>,
    is_aside: impl Fn(&Outcome) -> bool,
) -> (Answers, Answers) {
    let (mut kept, mut aside) = (Answers::default(), Answers::default());
    let sides: Vec<bool> = outcomes.iter().map(is_aside).collect();
    let mut side_of = vec![false; findings.len()];
    for (outcome, side) in outcomes.iter().zip(&sides) {
        outcome.findings.iter().for_each(|index| side_of[*index] = *side);
    }
    let mut place_of = Vec::with_capacity(findings.len());
    for (finding, side) in findings.into_iter().zip(side_of) {
        let (of_part, _) = if side { &mut aside } else { &mut kept };
        place_of.push(of_part.len());
        of_part.push(finding);
    }
    for index in outcomes.iter_mut().flat_map(|outcome| &mut outcome.findings) {
        *index = place_of[*index];
    }
    // There are very many of them: those that stay are not copied.
    aside.1.reserve_exact(sides.iter().filter(|side| **side).count());
    let mut sides = sides.into_iter();
    aside.1.extend(outcomes.extract_if(.., |_| sides.next().expect("internal: each outcome has its side")));
    kept.1 = outcomes;
    (kept, aside)
}

/// The first of some occurrences with the others in it.
fn folded(members: Vec<Finding>) -> Option<Finding> {
    let mut members = members.into_iter();
    let mut first = members.next()?;
    let mark = |mark: &Mark| (mark.span, mark.label.clone());
    let mut related: HashSet<(Span, String)> = first.related.iter().map(mark).collect();
    for mut other in members {
        // They are sorted, so equal ones follow each other.
        let last = first.others.last().map_or(first.place_among(), |last| last.place_among());
        if last != other.place_among() {
            let mut occurrence = other.first();
            occurrence.message = (other.message != first.message).then_some(std::mem::take(&mut other.message));
            first.others.push(occurrence);
        }
        first.others.append(&mut other.others);
        for one in other.related {
            if first.related.len() < MAX_RELATED && one.span != first.primary.span && related.insert(mark(&one)) {
                first.related.push(one);
            }
        }
        for secret in other.secrets {
            if !first.secrets.contains(&secret) {
                first.secrets.push(secret);
            }
        }
    }
    Some(first)
}

/// What occurrences must have in common to be told as one.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Sameness {
    lead: Arc<str>,
    severity: Severity,
    verdict: Verdict,
    waiver: Option<String>,
}

impl Sameness {
    fn of(finding: &Finding) -> Self {
        Self {
            lead: Arc::clone(&finding.lead),
            severity: finding.severity,
            verdict: finding.verdict,
            waiver: finding.waiver.as_ref().map(|waiver| waiver.id.clone()),
        }
    }
}

/// Cuts texts that would make every report long: a rule may quote what stands in a file.
pub fn bound<'a>(findings: impl Iterator<Item = &'a mut Finding>) {
    let cut = |text: &mut String| {
        if text.len() > MAX_MESSAGE {
            *text = bounded(text, MAX_MESSAGE);
        }
    };
    for finding in findings {
        cut(&mut finding.message);
        cut(&mut finding.help);
        finding.related.iter_mut().for_each(|mark| cut(&mut mark.label));
        finding.others.iter_mut().filter_map(|other| other.message.as_mut()).for_each(cut);
    }
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
