//! Environments side by side, in words that the formats for people share.

use super::capitalized;
use super::facts;
use plimsoll_judge::control::{ControlRow, ControlStatus, ControlsBeside, FrameworkRows};
use plimsoll_judge::finding::{Compared, Drift};
use plimsoll_model::{Effect, Held};

/// A table as texts: its head, and its rows.
pub(super) struct Table {
    pub(super) head: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
    /// Rows that are not here.
    pub(super) left: usize,
}

/// More rows of one table than this are counted, not listed.
const ROWS: usize = 500;

/// The names of environments with what each is for; of one that could not wholly be read that, too.
fn names(compared: &Compared) -> Vec<String> {
    let name = |(name, role): &(String, plimsoll_model::Role)| {
        let broken = if compared.broken.contains(name) { ", not wholly read" } else { "" };
        format!("{name} ({}{broken})", role.as_str())
    };
    compared.environments.iter().map(name).collect()
}

/// Environments that are not, or not wholly, in the tables.
pub(super) fn broken(compared: &Compared) -> Option<String> {
    (!compared.broken.is_empty()).then(|| format!("Not wholly read: {}", compared.broken.join(", ")))
}

/// Which protection of which service holds where.
pub(super) fn matrix(compared: &Compared) -> Table {
    let head = ["Service".to_owned(), "Protection".to_owned()].into_iter().chain(names(compared)).collect();
    let row = |row: &plimsoll_judge::finding::ProtectionRow| {
        let states = row.states.iter().map(|state| state_in_words(*state).to_owned());
        [row.service.clone(), capitalized(row.protection.shown())].into_iter().chain(states).collect()
    };
    let rows = compared.protections.iter().take(ROWS).map(row).collect();
    Table { head, rows, left: compared.protections.len().saturating_sub(ROWS) }
}

/// How many controls of each framework come out how in which environment.
pub(super) fn frameworks(controls: &ControlsBeside) -> Table {
    let head = ["Framework".to_owned()].into_iter().chain(names_of(controls)).collect();
    let row = |framework: &FrameworkRows| {
        let cell = |index: usize| {
            let count = |status| framework.controls.iter().filter(|row| row.states[index] == status).count();
            let all = ControlStatus::ALL.map(|status| (status, count(status)));
            let told = all.iter().filter(|(_, n)| *n > 0).map(|(status, n)| format!("{n} {status}"));
            told.collect::<Vec<_>>().join(", ")
        };
        [framework.title.clone()].into_iter().chain((0..controls.environments.len()).map(cell)).collect()
    };
    let rows = controls.frameworks.iter().filter(|framework| !framework.controls.is_empty()).map(row).collect();
    Table { head, rows, left: 0 }
}

/// The controls that do not come out alike everywhere, of all frameworks.
pub(super) fn apart(controls: &ControlsBeside) -> Table {
    let head = ["Framework", "Control"].map(str::to_owned).into_iter().chain(names_of(controls)).collect();
    let of_one = |framework: &'_ FrameworkRows| -> Vec<Vec<String>> {
        let apart = framework.controls.iter().filter(|row| !row.is_alike());
        apart.map(|row| [framework.id.clone()].into_iter().chain(cells(row)).collect()).collect()
    };
    let mut rows: Vec<Vec<String>> = controls.frameworks.iter().flat_map(of_one).collect();
    let left = rows.len().saturating_sub(ROWS);
    rows.truncate(ROWS);
    Table { head, rows, left }
}

/// All controls of one framework that rules decide.
pub(super) fn controls(controls: &ControlsBeside, framework: &FrameworkRows) -> Table {
    let head = ["Control".to_owned()].into_iter().chain(names_of(controls)).collect();
    Table { head, rows: framework.controls.iter().map(cells).collect(), left: 0 }
}

fn names_of(controls: &ControlsBeside) -> impl Iterator<Item = String> {
    controls.environments.iter().map(|environment| match environment.complete {
        true => environment.name.clone(),
        false => format!("{} (not wholly read)", environment.name),
    })
}

fn cells(row: &ControlRow) -> Vec<String> {
    let states = row.states.iter().map(ToString::to_string);
    [format!("{} {}", row.id, row.title)].into_iter().chain(states).collect()
}

/// What a table of controls means.
pub(super) const WHAT_CONTROLS_MEAN: &str = "A control is met in an environment when every rule that decides it ran over all that runs there and is kept. \
    What rules say of the environments together counts for each of them, and a file that no environment is made of counts for none.";

fn state_in_words(state: Option<Held>) -> &'static str {
    match state {
        Some(Held::Holds) => "holds",
        Some(Held::Lacks) => "lacks",
        Some(Held::Unknown) => "unknown",
        None => "–",
    }
}

/// What differs between those that are held against each other.
pub(super) fn drift(compared: &Compared) -> Table {
    let head = ["Service", "What", "From", "To", "Makes it"].map(str::to_owned).into();
    let row = |drift: &Drift| {
        let side = |name: &str, value: &Option<String>| format!("{name}: {}", value.as_deref().unwrap_or("none"));
        let effect = match drift.effect {
            Effect::Weaker => "weaker",
            Effect::Stronger => "stronger",
            Effect::Other => "",
        };
        vec![
            drift.service.clone(),
            facts::of_key(drift.fact, drift.key.as_deref()),
            side(&drift.from, &drift.before),
            side(&drift.to, &drift.after),
            effect.to_owned(),
        ]
    };
    let rows = compared.drift.iter().take(ROWS).map(row).collect();
    Table { head, rows, left: compared.drift.len().saturating_sub(ROWS) }
}
