//! What configurations say of what rules found, each for its own files: which rules count there, how severe their findings are, and which are
//! reported.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::Run;
use plimsoll_judge::config::{Layer, Layers, RuleStanding};
use plimsoll_judge::control::{self, Choice, NotRun};
use plimsoll_judge::evaluate::Evaluation;
use plimsoll_judge::finding::{About, Finding, Outcome, OutcomeKind, Verdict};
use plimsoll_policy::{Framework, Rule, RuleId};
use plimsoll_report::ProjectSummary;
use plimsoll_source::Sources;

/// Which rules run in some of these layers, and which besides because a control rests on them or a waiver names them, and nobody turned them off.
pub(super) fn choice(run: &Run<'_>, layers: &[&Arc<Layer>], named: &BTreeSet<RuleId>) -> Choice {
    let stands = |rule: &Rule, wanted: RuleStanding| layers.iter().any(|layer| layer.standing(&rule.id) == wanted);
    let rules = || run.policies.rules().iter();
    let is_aside = |rule: &Rule| !stands(rule, RuleStanding::On) && stands(rule, RuleStanding::NotChosen);
    let mapped = match run.shows_controls {
        true => control::mapped(run.policies.frameworks()).1,
        false => BTreeSet::new(),
    };
    let is_named = |rule: &Rule| named.contains(&rule.id) && !mapped.contains(&rule.id);
    Choice {
        reported: rules().filter(|rule| stands(rule, RuleStanding::On)).cloned().collect(),
        for_controls: rules().filter(|rule| mapped.contains(&rule.id) && is_aside(rule)).cloned().collect(),
        for_waivers: rules().filter(|rule| is_named(rule) && is_aside(rule)).cloned().collect(),
        not_run: Vec::new(),
        shows_controls: run.shows_controls,
        is_about_controls: run.is_about_controls,
    }
}

/// The layers that rule some files; all of them where there is no file.
pub(super) fn ruling<'l>(layers: &'l Layers, files: &BTreeSet<String>) -> Vec<&'l Arc<Layer>> {
    let mut ruling: Vec<&Arc<Layer>> = Vec::new();
    for file in files {
        let layer = layers.at(file);
        if !ruling.iter().any(|known| Arc::ptr_eq(known, layer)) {
            ruling.push(layer);
        }
    }
    if ruling.is_empty() { layers.all() } else { ruling }
}

/// Rules that a control rests on and that did not run on some of the judged files, each with the reason: sorted.
pub(super) fn not_run(run: &Run<'_>, layers: &Layers, ruling: &[&Arc<Layer>]) -> Vec<NotRun> {
    if !run.shows_controls {
        return Vec::new();
    }
    let loaded: BTreeMap<&RuleId, &Arc<Rule>> = run.policies.rules().iter().map(|rule| (&rule.id, rule)).collect();
    let missing = if layers.has_builtin() { "no rule has this name" } else { "the built-in rules are left out" };
    let frameworks = run.policies.frameworks();
    let lost = lost(frameworks, &loaded);
    let (deciding, _) = control::mapped(frameworks);
    let not_run = deciding.into_iter().filter_map(|id| {
        let (rule, reason) = match loaded.get(id) {
            // What took the place of a rule runs or not, and is another one.
            Some(rule) if lost.contains(id) => (control::ours(id), format!("replaced by `{}`", rule.path)),
            Some(_) => (id.clone(), ruling.iter().find_map(|layer| reason(layer.standing(id), run.sources.as_ref()))?),
            None => (id.clone(), missing.to_owned()),
        };
        Some(NotRun { rule, reason })
    });
    not_run.collect()
}

/// Rules that are mapped to a control and mean another rule than the one of their id.
fn lost<'a>(frameworks: &'a [Framework], loaded: &BTreeMap<&RuleId, &Arc<Rule>>) -> BTreeSet<&'a RuleId> {
    let mappings = frameworks.iter().flat_map(|framework| {
        framework.controls.iter().flat_map(move |control| control.rules.iter().map(move |of| (framework, control, of)))
    });
    let deciding = mappings.filter(|(_, _, mapping)| mapping.strength.decides());
    let lost = deciding.filter(|(framework, control, mapping)| {
        loaded.get(&mapping.rule).is_some_and(|rule| !control::is_meant(rule, framework, control))
    });
    lost.map(|(_, _, mapping)| &mapping.rule).collect()
}

/// Why a rule did not run; `None` where it did, for findings or for controls alone.
fn reason(standing: RuleStanding, sources: &Sources) -> Option<String> {
    match standing {
        RuleStanding::On | RuleStanding::NotChosen => None,
        RuleStanding::Off(Some(span)) => Some(format!("turned off in {}", sources.get(span.file).path)),
        RuleStanding::Off(None) => Some("turned off in the configuration".to_owned()),
        RuleStanding::Skipped => Some("--skip".to_owned()),
        RuleStanding::Unnamed => Some("not named by --rule".to_owned()),
        RuleStanding::Elsewhere => Some("the built-in rules are left out".to_owned()),
    }
}

/// The layers with the paths of what is asked about.
pub(super) struct Configured<'a> {
    layers: &'a Layers,
    sources: &'a Sources,
    /// Rules that are evaluated also where they are not chosen, because controls rest on them or waivers name them.
    besides: BTreeSet<&'a RuleId>,
    /// Directories of projects by name and environment.
    directories: HashMap<(&'a str, Option<&'a str>), &'a str>,
}

impl<'a> Configured<'a> {
    pub(super) fn new(
        layers: &'a Layers,
        sources: &'a Sources,
        besides: BTreeSet<&'a RuleId>,
        projects: &'a [ProjectSummary],
    ) -> Self {
        let directory = |project: &'a ProjectSummary| {
            ((project.name.as_str(), project.environment.as_deref()), project.directory.as_str())
        };
        Self { layers, sources, besides, directories: projects.iter().map(directory).collect() }
    }

    /// How a rule stands in the file of a subject.
    fn standing_of(&self, outcome: &Outcome) -> RuleStanding {
        self.layer_of(outcome).standing(&outcome.rule)
    }

    /// What rules the file of a subject.
    fn layer_of(&self, outcome: &Outcome) -> &'a Arc<Layer> {
        match outcome.about.span {
            // What stands for a file that could not be judged has its path as project.
            None if outcome.unjudged => self.layers.at(&outcome.about.project),
            _ => self.layer_about(&outcome.about),
        }
    }

    /// What rules the file of a subject that was judged.
    pub(super) fn layer_about(&self, about: &About) -> &'a Arc<Layer> {
        match about.span {
            Some(span) => self.layers.at(&self.sources.get(span.file).path),
            None => {
                let project = (&*about.project, about.environment.as_deref());
                let directory =
                    self.directories.get(&project).expect("internal: an outcome is of a project that was judged");
                self.layers.of_directory(directory)
            }
        }
    }

    /// Whether a rule speaks in a place: its findings are reported, or a control rests on them, or waivers are told by them.
    pub(super) fn speaks(&self, rule: &RuleId, standing: RuleStanding) -> bool {
        standing == RuleStanding::On || (standing == RuleStanding::NotChosen && self.besides.contains(rule))
    }

    /// Whether an outcome of a rule counts in the file of its subject.
    pub(super) fn has_row(&self, outcome: &Outcome) -> bool {
        self.speaks(&outcome.rule, self.standing_of(outcome))
    }

    /// That a rule was not asked of a subject, with the reason: that of the file of one of the findings that do not count, or of its own.
    pub(super) fn off(&self, outcome: Outcome, of: Option<&Finding>) -> Outcome {
        let layer = of.map_or_else(
            || self.layer_of(&outcome),
            |finding| self.layers.at(&self.sources.get(finding.primary.span.file).path),
        );
        let standing = layer.standing(&outcome.rule);
        let why = reason(standing, self.sources).unwrap_or_else(|| match standing {
            RuleStanding::NotChosen => "it is not in the set that is chosen here".to_owned(),
            _ => "another rule has its place here".to_owned(),
        });
        Outcome { kind: OutcomeKind::Error, findings: Vec::new(), unjudged: false, off: Some(why.into()), ..outcome }
    }

    /// Whether an outcome is not of the findings: the rule is not chosen for the file of its subject.
    pub(super) fn is_aside(&self, outcome: &Outcome) -> bool {
        self.standing_of(outcome) == RuleStanding::NotChosen
    }

    /// Leaves out what rules say of files in which they are off, and settles severities. A subject keeps its row where its own file has the rule
    /// on and nothing was left out, or where a finding remains. Gives back what was not asked of the other subjects.
    pub(super) fn configure(&self, evaluation: &mut Evaluation) -> Vec<Outcome> {
        let ours = evaluation.ours;
        // Where another rule has the place of ours, that one is asked; elsewhere ours is.
        let is_asked = |layer: &Layer, rule: &RuleId| layer.has_ours(rule) == ours;
        let counts = |finding: &Finding| {
            let layer = self.layers.at(&self.sources.get(finding.primary.span.file).path);
            is_asked(layer, &finding.rule) && self.speaks(&finding.rule, layer.standing(&finding.rule))
        };
        let mut off = Vec::new();
        let mut lost: HashMap<usize, Finding> = HashMap::new();
        let mut ranks = Vec::with_capacity(evaluation.findings.len());
        let mut kept = 0;
        for (index, finding) in evaluation.findings.iter().enumerate() {
            let counts = counts(finding);
            if !counts {
                lost.insert(index, finding.clone());
            }
            ranks.push(counts.then_some(kept));
            kept += usize::from(counts);
        }
        evaluation.findings.retain(counts);
        for finding in &mut evaluation.findings {
            let layer = self.layers.at(&self.sources.get(finding.primary.span.file).path);
            finding.severity = layer.severity(&finding.rule, finding.severity);
        }
        let findings = &evaluation.findings;
        evaluation.outcomes.retain_mut(|outcome| {
            let before = outcome.findings.len();
            let first_lost = outcome.findings.iter().find_map(|index| lost.get(index));
            outcome.findings = outcome.findings.iter().filter_map(|index| ranks[*index]).collect();
            if outcome.findings.len() < before && !outcome.findings.is_empty() {
                let fails = outcome.findings.iter().any(|index| findings[*index].verdict == Verdict::Fail);
                outcome.kind = if fails { OutcomeKind::Fail } else { OutcomeKind::Review };
            }
            let is_asked = is_asked(self.layer_of(outcome), &outcome.rule);
            let has_row = !outcome.findings.is_empty() || (before == 0 && is_asked && self.has_row(outcome));
            if !has_row && is_asked {
                // Where its own file has the rule on, it is the file of a finding that has it off.
                let why = first_lost.filter(|_| self.has_row(outcome));
                off.push(self.off(outcome.clone(), why));
            }
            has_row
        });
        off
    }

    /// Whether the findings of a rule in a file would be among those of the run.
    pub(super) fn reports(&self, rule: &RuleId, path: &str) -> bool {
        self.layers.at(path).standing(rule) == RuleStanding::On
    }

    /// How many findings in the files of a layer are not severe enough to be reported.
    pub(super) fn hidden(&self, layer: &Arc<Layer>, findings: &[Finding]) -> usize {
        let lies_there =
            |finding: &&Finding| Arc::ptr_eq(self.layers.at(&self.sources.get(finding.primary.span.file).path), layer);
        findings.iter().filter(lies_there).filter(|finding| !self.shows(finding)).count()
    }

    /// Whether a finding is severe enough for its file to be reported.
    pub(super) fn shows(&self, finding: &Finding) -> bool {
        finding.parts().any(|part| {
            let layer = self.layers.at(&self.sources.get(part.primary.span.file).path);
            layer.min_severity().is_none_or(|least| part.severity >= least)
        })
    }
}
