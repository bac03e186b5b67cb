//! What becomes of findings once all are there: identities, occurrences, order, the lowest severity shown. The one place that decides it.

use std::collections::HashMap;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::identity::hexadecimal;
use crate::finding::{Finding, Mark, Outcome, Verdict};
use plimsoll_policy::Severity;
use plimsoll_source::problem::{MAX_MESSAGE, bounded};
use plimsoll_source::{FileId, Location, Position, Sources, Span};

/// Places that explain a finding of many occurrences: more are of no use to anybody.
const MAX_RELATED: usize = 50;

/// Says of each occurrence which finding it belongs to (`lead`), and gives it an identity that no other one of the run has. Comes before
/// waivers, which may name identities.
pub fn identify(findings: &mut [Finding], sources: &Sources) {
    let ordinals = ordinals(findings);
    let mut paths: HashMap<FileId, String> = HashMap::new();
    for finding in &*findings {
        let file = finding.primary.span.file;
        paths.entry(file).or_insert_with(|| sources.get(file).path.clone());
    }
    // What occurrences of one finding have in common.
    let cause = |index: usize| {
        let Finding { rule, primary: Mark { span, .. }, cause, .. } = &findings[index];
        (paths[&span.file].as_str(), span.file, span.start, span.end, rule, cause, ordinals[index])
    };
    let mut order: Vec<usize> = (0..findings.len()).collect();
    order.sort_by(|a, b| {
        cause(*a).cmp(&cause(*b)).then_with(|| findings[*a].order_among().cmp(&findings[*b].order_among()))
    });
    let leads: Vec<bool> =
        order.iter().enumerate().map(|(n, index)| n == 0 || cause(order[n - 1]) != cause(*index)).collect();
    let mut met: HashMap<[u8; 16], usize> = HashMap::new();
    let mut lead: Arc<str> = Arc::from("");
    for (index, is_lead) in order.into_iter().zip(leads) {
        let finding = &mut findings[index];
        let path = &paths[&finding.primary.span.file];
        let project = finding.home.sign(path);
        let digest = |ordinal| digest(path, &finding.content_fingerprint, project, ordinal);
        let first = digest(0);
        let count = met.entry(first).or_default();
        let identity = if *count == 0 { first } else { digest(*count) };
        *count += 1;
        finding.fingerprint = hexadecimal(identity.iter());
        if is_lead {
            lead = Arc::from(finding.fingerprint.as_str());
        }
        finding.lead = Arc::clone(&lead);
        // Nobody asks for it any more, and there may be very many.
        finding.cause = String::new();
    }
}

/// Of several that a rule says of one subject at one place, the how many-th each is: the first belongs to the first of another subject, and so on.
/// Where a file is judged twice under one name, the same words about the same address are no second finding.
fn ordinals(findings: &[Finding]) -> Vec<usize> {
    let one = |index: usize| {
        let Finding { rule, primary: Mark { span, .. }, project, environment, subject, cause, .. } = &findings[index];
        (rule, span.file, span.start, span.end, project, environment, subject, cause)
    };
    let owner = |index: usize| findings[index].at.owner();
    let mut order: Vec<usize> = (0..findings.len()).collect();
    order.sort_by(|a, b| one(*a).cmp(&one(*b)).then_with(|| owner(*a).cmp(&owner(*b))));
    let mut ordinals = vec![0; findings.len()];
    for same in order.chunk_by(|a, b| one(*a) == one(*b) && owner(*a) == owner(*b)).filter(|same| same.len() > 1) {
        let mut told = HashMap::new();
        for index in same {
            let next = told.len();
            let finding = &findings[*index];
            ordinals[*index] = *told.entry((&finding.at, &finding.message)).or_insert(next);
        }
    }
    ordinals
}

/// What is known of a file, what is found in it, the project where the file is not its own, and how many the same came before.
fn digest(path: &str, content: &str, project: &str, ordinal: usize) -> [u8; 16] {
    let mut hash = Sha256::new();
    hash.update(format!("plimsoll/v2\0{path}\0{content}"));
    if !project.is_empty() {
        hash.update(format!("\0in {project}"));
    }
    if ordinal > 0 {
        hash.update(format!("\0{ordinal}"));
    }
    let mut digest = [0; 16];
    digest.iter_mut().zip(hash.finalize()).for_each(|(to, from)| *to = from);
    digest
}

/// Folds the occurrences of one finding, sorts by path, line, column and rule, and mends the indices in `outcomes`. Comes after waivers: what
/// is waived for one subject may be open for another, and then it is two. Findings may be most of what a run holds: they are moved, never copied.
pub fn folded(mut findings: Vec<Finding>, outcomes: &mut [Outcome], place: &dyn Fn(Span) -> Location) -> Vec<Finding> {
    let mut order: Vec<usize> = (0..findings.len()).collect();
    order.sort_by(|a, b| {
        let (a, b) = (&findings[*a], &findings[*b]);
        sameness(a).cmp(&sameness(b)).then_with(|| a.order_among().cmp(&b.order_among()))
    });
    let mut fold_of = vec![0; findings.len()];
    let mut folds = 0;
    for (n, index) in order.iter().enumerate() {
        if n > 0 && sameness(&findings[order[n - 1]]) != sameness(&findings[*index]) {
            folds += 1;
        }
        fold_of[*index] = folds;
    }
    arrange(&mut findings, &order);
    findings.dedup_by(|later, first| {
        let is_same = sameness(first) == sameness(later);
        if is_same {
            fold(first, later);
        }
        is_same
    });
    for finding in findings.iter_mut().filter(|finding| !finding.absorbed.is_empty()) {
        finding.absorbed = folded(std::mem::take(&mut finding.absorbed), &mut [], place);
    }
    let mut paths: HashMap<FileId, Arc<str>> = HashMap::new();
    let places: Vec<(Arc<str>, Position)> = findings
        .iter()
        .map(|finding| {
            let Location { path, start, .. } = place(finding.primary.span);
            (Arc::clone(paths.entry(finding.primary.span.file).or_insert_with(|| Arc::from(path))), start)
        })
        .collect();
    let mut order: Vec<usize> = (0..findings.len()).collect();
    order.sort_by(|a, b| {
        let (one, other) = (&findings[*a], &findings[*b]);
        places[*a]
            .cmp(&places[*b])
            .then_with(|| (&one.rule, &one.at, &one.environment).cmp(&(&other.rule, &other.at, &other.environment)))
            .then_with(|| one.fingerprint.cmp(&other.fingerprint))
    });
    let rank = arrange(&mut findings, &order);
    for outcome in outcomes.iter_mut() {
        for index in &mut outcome.findings {
            *index = rank[fold_of[*index]];
        }
        outcome.findings.sort_unstable();
        outcome.findings.dedup();
    }
    findings
}

/// Puts things into an order, given as the index that each place takes its thing from; gives back the place of each.
fn arrange<T>(things: &mut [T], order: &[usize]) -> Vec<usize> {
    let mut rank = vec![0; order.len()];
    for (new, old) in order.iter().enumerate() {
        rank[*old] = new;
    }
    let mut to_go = rank.clone();
    for place in 0..things.len() {
        while to_go[place] != place {
            let goal = to_go[place];
            things.swap(place, goal);
            to_go.swap(place, goal);
        }
    }
    rank
}

/// Findings with the outcomes whose indices point into them.
pub type Answers = (Vec<Finding>, Vec<Outcome>);

/// Parts some outcomes, with what was found for them, from the others, both in the order they had.
pub fn part(
    mut findings: Vec<Finding>,
    mut outcomes: Vec<Outcome>,
    is_aside: impl Fn(&Outcome) -> bool,
) -> (Answers, Answers) {
    let sides: Vec<bool> = outcomes.iter().map(is_aside).collect();
    let mut side_of = vec![false; findings.len()];
    for (outcome, side) in outcomes.iter().zip(&sides) {
        outcome.findings.iter().for_each(|index| side_of[*index] = *side);
    }
    let mut lengths = [0; 2];
    let place_of: Vec<usize> = side_of
        .iter()
        .map(|side| {
            let length = &mut lengths[usize::from(*side)];
            *length += 1;
            *length - 1
        })
        .collect();
    for index in outcomes.iter_mut().flat_map(|outcome| &mut outcome.findings) {
        *index = place_of[*index];
    }
    // There are very many of both: those that stay are not copied.
    let aside = (taken(&mut findings, side_of), taken(&mut outcomes, sides));
    ((findings, outcomes), aside)
}

/// Takes out what is marked.
fn taken<T>(all: &mut Vec<T>, marked: Vec<bool>) -> Vec<T> {
    let mut out = Vec::with_capacity(marked.iter().filter(|is_marked| **is_marked).count());
    let mut marked = marked.into_iter();
    out.extend(all.extract_if(.., |_| marked.next().expect("internal: each has its mark")));
    all.shrink_to_fit();
    out
}

/// Takes another occurrence into the first one.
fn fold(first: &mut Finding, other: &mut Finding) {
    // They are sorted, so equal ones follow each other.
    let last = first.others.last().map_or(first.place_among(), |last| last.place_among());
    if last != other.place_among() {
        let mut occurrence = other.first();
        occurrence.message = (other.message != first.message).then_some(std::mem::take(&mut other.message));
        first.others.push(occurrence);
    }
    first.others.append(&mut other.others);
    for one in other.related.drain(..) {
        let is_there = |mark: &Mark| mark.span == one.span && mark.label == one.label;
        if first.related.len() < MAX_RELATED && one.span != first.primary.span && !first.related.iter().any(is_there) {
            first.related.push(one);
        }
    }
    for secret in other.secrets.drain(..) {
        if !first.secrets.contains(&secret) {
            first.secrets.push(secret);
        }
    }
    first.absorbed.append(&mut other.absorbed);
}

/// What occurrences must have in common to be told as one.
fn sameness(finding: &Finding) -> (&str, Severity, Verdict, Option<&str>) {
    (&finding.lead, finding.severity, finding.verdict, finding.waiver.as_ref().map(|waiver| waiver.id.as_str()))
}

/// Cuts texts that would make every report long: a rule may quote what stands in a file.
pub fn bound(findings: &mut dyn Iterator<Item = &mut Finding>) {
    let cut = |text: &mut String| {
        if text.len() > MAX_MESSAGE {
            *text = bounded(text, MAX_MESSAGE);
        }
    };
    for finding in findings {
        cut(&mut finding.message);
        if finding.help.len() > MAX_MESSAGE {
            finding.help = bounded(&finding.help, MAX_MESSAGE).into();
        }
        finding.related.iter_mut().for_each(|mark| cut(&mut mark.label));
        finding.others.iter_mut().filter_map(|other| other.message.as_mut()).for_each(cut);
        bound(&mut finding.absorbed.iter_mut());
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
