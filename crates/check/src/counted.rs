//! What becomes of the rows in which nothing was found: they are counted, and kept only where a report of this run lists them.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::configured::Configured;
use plimsoll_judge::config::{Layer, RuleStanding};
use plimsoll_judge::evaluate::{Evaluation, Quiet, Withheld};
use plimsoll_judge::finding::{About, Outcome, OutcomeKind, Place, Tally};
use plimsoll_policy::RuleId;

/// What the quiet rows of a run came to.
#[derive(Debug, Default)]
pub(super) struct Counted {
    /// Whether some report lists each row.
    pub(super) keeps: bool,
    /// Rows that are no pass after all, where only what was found has rows.
    pub(super) rows: Vec<Outcome>,
    /// That a rule was not asked of a subject; only where rows are kept.
    pub(super) off: Vec<Outcome>,
    /// The others, of rules that are reported.
    pub(super) tally: Tally,
    /// The others, of rules that only controls rest on.
    pub(super) aside: Tally,
    /// Both, of what is told of by itself.
    pub(super) by_place: BTreeMap<Place, Tally>,
}

/// How rules stand in the files of one layer, by their number; looked up when first needed.
struct Standings<'l> {
    layer: &'l Arc<Layer>,
    known: Vec<Option<Stands>>,
}

#[derive(Clone, Copy)]
struct Stands {
    /// It is the one that is asked here, not another in its place.
    is_asked: bool,
    standing: RuleStanding,
}

impl Counted {
    /// Takes the quiet rows of an evaluation, and what was not asked of the subjects of others. Rows that are kept go to the others, in order of
    /// rules and subjects.
    pub(super) fn take(
        &mut self,
        evaluation: &mut Evaluation,
        mut off: Vec<Outcome>,
        configured: &Configured<'_>,
        withheld: &mut Withheld<'_>,
    ) {
        let quiet = std::mem::take(&mut evaluation.quiet);
        let mut layers: Vec<Standings<'_>> = Vec::new();
        let ruled = quiet.subjects().iter().map(|about| {
            let layer = configured.layer_about(about);
            let known = layers.iter().position(|one| Arc::ptr_eq(one.layer, layer)).unwrap_or_else(|| {
                layers.push(Standings { layer, known: vec![None; quiet.rules().len()] });
                layers.len() - 1
            });
            (known, withheld.is_unbuilt(about), Some(about.place()).filter(|place| self.by_place.contains_key(place)))
        });
        let ruled: Vec<(usize, bool, Option<Place>)> = ruled.collect();
        let mut rows = Vec::new();
        for (rule, subject, kind) in quiet.rows() {
            let id = &quiet.rules()[rule].id;
            let (layer, is_unbuilt, ref place) = ruled[subject];
            let layer = &mut layers[layer];
            let Stands { is_asked, standing } = *layer.known[rule].get_or_insert_with(|| Stands {
                is_asked: layer.layer.has_ours(id) == evaluation.ours,
                standing: layer.layer.standing(id),
            });
            let counts = is_asked && configured.speaks(id, standing);
            let row = || quiet.outcome(rule, subject, kind);
            let about = &quiet.subjects()[subject];
            match counts {
                false if is_asked && self.keeps => off.push(configured.off(row(), None)),
                false => {}
                true if is_unbuilt && kind == OutcomeKind::Pass && withheld.is_of(id) => {
                    rows.push(Outcome { kind: OutcomeKind::Error, unjudged: true, ..row() });
                }
                true if self.keeps => rows.push(row()),
                true => {
                    let tally = if standing == RuleStanding::NotChosen { &mut self.aside } else { &mut self.tally };
                    tally.add(id, &about.project, about.environment.as_ref(), kind, 1);
                    if let Some(tally) = place.as_ref().and_then(|place| self.by_place.get_mut(place)) {
                        tally.add(id, &about.project, about.environment.as_ref(), kind, 1);
                    }
                }
            }
        }
        if self.keeps {
            evaluation.outcomes.append(&mut rows);
            in_order(&mut evaluation.outcomes, &quiet);
            in_order(&mut off, &quiet);
            self.off.append(&mut off);
        } else {
            self.rows.append(&mut rows);
        }
    }
}

/// Sorts rows by the numbers of their rules and subjects.
fn in_order(rows: &mut [Outcome], quiet: &Quiet) {
    let rules: HashMap<&RuleId, usize> = quiet.rules().iter().enumerate().map(|(n, rule)| (&rule.id, n)).collect();
    let subjects: HashMap<*const About, usize> =
        quiet.subjects().iter().enumerate().map(|(n, about)| (Arc::as_ptr(about), n)).collect();
    rows.sort_by_key(|row| (rules.get(&row.rule).copied(), subjects.get(&Arc::as_ptr(&row.about)).copied()));
}
