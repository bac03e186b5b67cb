//! Environments side by side, in words that the formats for people share.

use super::capitalized;
use super::facts;
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
