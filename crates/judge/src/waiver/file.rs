//! The waivers file: strictly read. With anything wrong in it, none of its waivers holds.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::state::{Scope, Waiver, WaiverKind, WaiverSource};
use crate::settings;
use plimsoll_source::problem::Problem;
use plimsoll_source::{FileId, Sources};

/// The JSON Schema of the waivers file, for editors.
pub const SCHEMA: &str = include_str!("../../schemas/waivers.json");

/// The code of everything that is wrong with a waiver.
pub(super) const INVALID: &str = "waiver-invalid";

#[derive(Deserialize)]
struct Document {
    waivers: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    id: String,
    rules: Vec<String>,
    #[serde(rename = "match")]
    scope: Match,
    #[serde(default)]
    kind: WaiverKind,
    reason: String,
    owner: String,
    approver: Option<String>,
    ticket: Option<String>,
    created: String,
    expires: String,
}

#[derive(Deserialize)]
struct Match {
    path: Option<String>,
    subject: Option<String>,
    environment: Option<String>,
    identity: Option<Identities>,
}

/// One identity, or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Identities {
    One(String),
    Several(Vec<String>),
}

impl Identities {
    fn all(self) -> Vec<String> {
        match self {
            Self::One(identity) => vec![identity],
            Self::Several(identities) => identities,
        }
    }
}

/// A waivers file as it was read.
pub(super) struct WaiverFile {
    pub(super) waivers: Vec<Waiver>,
    pub(super) problems: Vec<Problem>,
}

/// Reads a waivers file.
pub(super) fn read(sources: &Sources, file: FileId) -> WaiverFile {
    let (document, places) = match settings::read::<Document>(sources, file, SCHEMA, INVALID) {
        Ok(read) => (read.value, read.places),
        Err(problems) => return WaiverFile { waivers: Vec::new(), problems },
    };
    let mut problems = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for (index, entry) in document.waivers.iter().enumerate() {
        if let Some(first) = known.insert(entry.id.clone(), index) {
            let here = places.value(&["waivers".into(), index.into(), "id".into()]);
            let there = places.value(&["waivers".into(), first.into(), "id".into()]);
            let message = format!("two waivers have the id `{}`", entry.id);
            problems.push(Problem::error(INVALID, message).at(here).related(there, "the first one"));
        }
        let glob = entry.scope.path.as_deref().map(globset::Glob::new);
        if let Some(Err(error)) = glob {
            let here = places.value(&["waivers".into(), index.into(), "match".into(), "path".into()]);
            let message = format!("`{}` is no glob pattern: {}", error.glob().unwrap_or_default(), error.kind());
            problems.push(Problem::error(INVALID, message).at(here));
        }
    }
    let waiver = |(index, entry): (usize, Entry)| Waiver {
        span: places.value(&["waivers".into(), index.into(), "id".into()]),
        id: entry.id,
        source: WaiverSource::File,
        rules: entry.rules,
        scope: Scope {
            range: None,
            path: entry.scope.path,
            key: None,
            subject: entry.scope.subject,
            environment: entry.scope.environment,
            identities: entry.scope.identity.map(Identities::all).unwrap_or_default(),
        },
        kind: entry.kind,
        reason: entry.reason.trim().to_owned(),
        owner: Some(entry.owner),
        approver: entry.approver,
        ticket: entry.ticket,
        created: Some(entry.created),
        expires: Some(entry.expires),
    };
    let waivers = document.waivers.into_iter().enumerate().map(waiver).collect();
    WaiverFile { waivers, problems }
}
