//! Controls environment by environment: the same definition, over what was judged of one of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{ControlStatus, ControlSummary, FrameworkSummary, NotRun, frameworks};
use crate::finding::{Compared, Outcome, Place, Tally};
use plimsoll_policy::{Framework, Rule};
use plimsoll_source::{Sources, Veil};

/// What outcomes name that concern the run as a whole.
const WHOLE: &str = ".";

/// The environments of one application and how controls come out in each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlsBeside {
    /// What tells it from all others: the directory that holds all of it, with files where several lie there.
    pub label: String,
    /// How outcomes name all of them, where a rule judges them together.
    pub together: Place,
    /// In the order of the application's environments.
    pub environments: Vec<ControlsIn>,
    /// All frameworks, sorted by id.
    pub frameworks: Vec<FrameworkRows>,
}

/// An environment whose controls are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlsIn {
    /// Its name.
    pub name: String,
    /// How outcomes name what runs there.
    pub project: Place,
    /// All of it could be read. Where not, no control of it is met.
    pub complete: bool,
}

/// The controls of a framework, environment by environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameworkRows {
    /// Id of the framework.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Those of its controls that rules decide, in its order.
    pub controls: Vec<ControlRow>,
}

/// A control, environment by environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlRow {
    /// Its id in the framework.
    pub id: String,
    /// In our own words.
    pub title: String,
    /// How it comes out in each, in the order of environments.
    pub states: Vec<ControlStatus>,
}

impl ControlRow {
    /// Whether it comes out alike in all of them.
    pub fn is_alike(&self) -> bool {
        self.states.windows(2).all(|pair| pair[0] == pair[1])
    }
}

/// Frameworks are texts of policies.
impl Veil for ControlsBeside {
    fn veil(&mut self, sources: &Sources) {
        let Self { label, together, environments, frameworks: _ } = self;
        label.veil(sources);
        together.veil(sources);
        environments.veil(sources);
    }
}

impl Veil for ControlsIn {
    fn veil(&mut self, sources: &Sources) {
        let Self { name, project, complete: _ } = self;
        name.veil(sources);
        project.veil(sources);
    }
}

/// Outcomes by what they concern: those that are listed, and those that are only counted.
#[derive(Debug)]
pub struct ByPlace<'a> {
    listed: BTreeMap<Place, Vec<&'a Outcome>>,
    counted: &'a BTreeMap<Place, Tally>,
}

impl<'a> ByPlace<'a> {
    /// From all of a run.
    pub fn new(listed: impl Iterator<Item = &'a Outcome>, counted: &'a BTreeMap<Place, Tally>) -> Self {
        let mut by_place = Self { listed: BTreeMap::new(), counted };
        for outcome in listed {
            by_place.listed.entry(outcome.about.place()).or_default().push(outcome);
        }
        by_place
    }
}

/// What has to be counted by place, so that controls can be told of each environment.
pub fn places(compared: &[Compared]) -> BTreeMap<Place, Tally> {
    let of_one = |one: &Compared| one.projects.iter().cloned().chain([one.together.clone()]).collect::<Vec<_>>();
    let places = compared.iter().flat_map(of_one).chain([(WHOLE.into(), None)]);
    places.map(|place| (place, Tally::default())).collect()
}

/// How all controls come out in each environment of an application. What a rule says of the environments together counts for each of them; where not all
/// of one could be read, none of its controls is met.
pub fn beside(
    compared: &Compared,
    defined: &[Framework],
    ran: &[&Arc<Rule>],
    outcomes: &ByPlace<'_>,
    not_run: &[NotRun],
) -> ControlsBeside {
    let whole = (WHOLE.into(), None);
    let environments: Vec<ControlsIn> = (compared.environments.iter().zip(&compared.projects))
        .map(|((name, _), project)| ControlsIn {
            name: name.clone(),
            project: project.clone(),
            complete: !compared.broken.contains(name),
        })
        .collect();
    let in_one = |environment: &ControlsIn| -> Vec<FrameworkSummary> {
        let places = [&environment.project, &compared.together, &whole];
        let listed = places.iter().filter_map(|place| outcomes.listed.get(place)).flatten().copied();
        let counted: Vec<&Tally> = places.iter().filter_map(|place| outcomes.counted.get(place)).collect();
        frameworks(defined, ran.iter().copied(), listed, &counted, not_run)
    };
    let all: Vec<Vec<FrameworkSummary>> = environments.iter().map(in_one).collect();
    let state = |number: usize, framework: usize, control: usize| {
        let status = all[number][framework].controls[control].status;
        match environments[number].complete {
            false if status != ControlStatus::NotMet => ControlStatus::NotAssessed,
            _ => status,
        }
    };
    let rows = |(at, framework): (usize, &FrameworkSummary)| {
        let decided = framework.controls.iter().enumerate().filter(|(_, control)| control.is_decided_by_rules());
        let row = |(number, control): (usize, &ControlSummary)| ControlRow {
            id: control.id.clone(),
            title: control.title.clone(),
            states: (0..environments.len()).map(|index| state(index, at, number)).collect(),
        };
        FrameworkRows { id: framework.id.clone(), title: framework.title.clone(), controls: decided.map(row).collect() }
    };
    let frameworks = all.first().map(|first| first.iter().enumerate().map(rows).collect()).unwrap_or_default();
    ControlsBeside { label: compared.label.clone(), together: compared.together.clone(), environments, frameworks }
}
