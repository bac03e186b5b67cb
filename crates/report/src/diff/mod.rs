//! Noun: what differs between two projects, ready to be shown, and the formats it is shown in.

mod changes;
mod html;
mod json;
mod markdown;
mod text;
mod words;

use std::collections::BTreeMap;
use std::io::{self, Write};

use plimsoll_model::{Effect, Fact, Group, Role, UnknownCause};
use plimsoll_source::{Shown, Sources, Veil};
use serde::Serialize;

pub use self::changes::{Change, ChangeKind, Changes, Revision};

/// One of two projects.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Side {
    /// As the caller names it.
    pub given: String,
    /// The environment it is, where it is one.
    pub name: Option<String>,
    /// What it is for.
    pub role: Role,
    /// Its project directory, relative to the root.
    pub directory: String,
    /// Its Compose files in order.
    pub files: Vec<String>,
    /// Env files that it is started with.
    pub env_files: Vec<String>,
    /// Profiles that it is started with.
    pub profiles: Vec<String>,
    /// All of it could be read.
    pub complete: bool,
}

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Spot {
    /// Relative to the root.
    pub path: String,
    /// From 1.
    pub line: u32,
}

/// Where one side says a thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The file, relative to the root.
    pub path: String,
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// Where the variables in it get their values.
    pub variables: Vec<Spot>,
}

/// One thing that differs.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// The service.
    pub service: String,
    /// What the fact belongs to.
    pub group: Group,
    /// What differs.
    pub fact: Fact,
    /// Which of several.
    pub key: Option<String>,
    /// How it is in the first; null where there is nothing.
    pub from: Option<String>,
    /// How it is in the second.
    pub to: Option<String>,
    /// Where the first says it, or would; null where nothing of it stands in any file.
    pub from_at: Option<Place>,
    /// Where the second does.
    pub to_at: Option<Place>,
    /// What it makes of the second.
    pub effect: Effect,
}

/// Something that nobody knows, and that is why something is not compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Lacking {
    /// On which side.
    pub side: Which,
    /// What is lacking there: a variable, an env file, another file.
    pub cause: UnknownCause,
    /// Its name.
    pub name: String,
}

/// One of two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Which {
    /// The first.
    From,
    /// The second.
    To,
}

/// What could not be compared.
#[derive(Debug, Clone, Serialize)]
pub struct Open {
    /// The service.
    pub service: String,
    /// What the facts belong to.
    pub group: Group,
    /// Which one alone; null where it is not known of any of the group, or not of one that has no name.
    pub key: Option<String>,
    /// What of the service is not known.
    pub because: Vec<Lacking>,
}

/// What differs between two projects.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Diff {
    /// What the second is held against.
    pub from: Side,
    /// The second.
    pub to: Side,
    /// Services that start in both, and were compared.
    pub compared: Vec<String>,
    /// Services that start in neither.
    pub idle: Vec<String>,
    /// What differs, by service, group and fact.
    pub differences: Vec<Line>,
    /// What could not be compared.
    pub not_compared: Vec<Open>,
}

/// How many of each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// That make the second weaker.
    pub weaker: usize,
    /// That make it stronger.
    pub stronger: usize,
    /// That do neither, or nobody can tell.
    pub other: usize,
    /// That could not be compared.
    pub not_compared: usize,
}

impl std::iter::Sum for Counts {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |sum, one| Self {
            weaker: sum.weaker + one.weaker,
            stronger: sum.stronger + one.stronger,
            other: sum.other + one.other,
            not_compared: sum.not_compared + one.not_compared,
        })
    }
}

impl Diff {
    /// How many of each.
    pub fn counts(&self) -> Counts {
        let of = |effect: Effect| self.differences.iter().filter(|line| line.effect == effect).count();
        Counts {
            weaker: of(Effect::Weaker),
            stronger: of(Effect::Stronger),
            other: of(Effect::Other),
            not_compared: self.not_compared.len(),
        }
    }

    /// Whether all of both sides could be read.
    pub fn is_complete(&self) -> bool {
        self.from.complete && self.to.complete
    }

    /// What differs, service by service.
    fn by_service(&self) -> BTreeMap<&str, Vec<&Line>> {
        let mut services: BTreeMap<&str, Vec<&Line>> = BTreeMap::new();
        self.differences.iter().for_each(|line| services.entry(&line.service).or_default().push(line));
        services
    }
}

/// How it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For terminals.
    Text,
    /// For programs.
    Json,
    /// For a comment on a pull request.
    Markdown,
    /// A page by itself.
    Html,
}

/// Writes it.
///
/// # Errors
/// Those of the stream.
pub fn write(diff: &Shown<Diff>, format: Format, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Text => text::write(diff, out),
        Format::Json => json::write(diff, out),
        Format::Markdown => markdown::write(diff, out),
        Format::Html => html::write(diff, out),
    }
}

/// Writes what a change does to all projects.
///
/// # Errors
/// Those of the stream.
pub fn write_changes(changes: &Shown<Changes>, format: Format, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Text => text::changes(changes, out),
        Format::Json => json::changes(changes, out),
        Format::Markdown => markdown::changes(changes, out),
        Format::Html => html::changes(changes, out),
    }
}

impl Veil for Diff {
    fn veil(&mut self, sources: &Sources) {
        let Self { from, to, compared, idle, differences, not_compared } = self;
        from.veil(sources);
        to.veil(sources);
        compared.veil(sources);
        idle.veil(sources);
        differences.veil(sources);
        not_compared.veil(sources);
    }
}

impl Veil for Side {
    fn veil(&mut self, sources: &Sources) {
        let Self { given, name, role: _, directory, files, env_files, profiles, complete: _ } = self;
        given.veil(sources);
        name.veil(sources);
        directory.veil(sources);
        files.veil(sources);
        env_files.veil(sources);
        // A text beside the files may have given them, and what is a secret there is known by its looks alone.
        for profile in profiles {
            *profile = sources.show_message(profile, None).into_inner();
        }
    }
}

impl Veil for Line {
    fn veil(&mut self, sources: &Sources) {
        let Self { service, group: _, fact: _, key, from, to, from_at, to_at, effect: _ } = self;
        service.veil(sources);
        key.veil(sources);
        from.veil(sources);
        to.veil(sources);
        from_at.veil(sources);
        to_at.veil(sources);
    }
}

impl Veil for Place {
    fn veil(&mut self, sources: &Sources) {
        let Self { path, line: _, column: _, variables } = self;
        path.veil(sources);
        variables.veil(sources);
    }
}

impl Veil for Spot {
    fn veil(&mut self, sources: &Sources) {
        let Self { path, line: _ } = self;
        path.veil(sources);
    }
}

impl Veil for Open {
    fn veil(&mut self, sources: &Sources) {
        let Self { service, group: _, key, because } = self;
        service.veil(sources);
        key.veil(sources);
        because.veil(sources);
    }
}

impl Veil for Lacking {
    fn veil(&mut self, sources: &Sources) {
        let Self { side: _, cause: _, name } = self;
        name.veil(sources);
    }
}
