//! Noun: what differs between two revisions of a tree, project by project.

use std::collections::{BTreeMap, HashMap};

use plimsoll_source::{Sources, Veil};
use serde::Serialize;

use super::{Counts, Diff, Line, words};

/// What a tree is at one time.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Revision {
    /// As the caller names it.
    pub given: String,
    /// The id of its commit; null for the files as they lie there.
    pub commit: Option<String>,
}

/// What became of a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// Both have it, and something in it differs, or could not be compared.
    Changed,
    /// Only the second has it.
    Added,
    /// Only the first has it.
    Removed,
}

impl ChangeKind {
    /// As formats for people tell it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Added => "new",
            Self::Removed => "gone",
        }
    }
}

/// A project that is not as it was.
#[derive(Debug, Clone, Serialize)]
pub struct Change {
    /// What it is known by: its environment, else its files.
    pub project: String,
    /// What became of it.
    pub kind: ChangeKind,
    /// What differs.
    pub diff: Diff,
}

impl Change {
    /// Whether it is started from other files, or with others.
    pub(super) fn is_made_otherwise(&self) -> bool {
        self.kind == ChangeKind::Changed && words::made_of(&self.diff.from) != words::made_of(&self.diff.to)
    }

    /// What the diff comes to, where not all of it is there anew or gone.
    pub(super) fn summary(&self) -> Option<String> {
        (self.kind == ChangeKind::Changed).then(|| words::summary(&self.diff))
    }
}

/// What differs between two revisions.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Changes {
    /// What the second is held against.
    pub from: Revision,
    /// The second.
    pub to: Revision,
    /// Projects in which something differs, or could not be compared.
    pub projects: Vec<Change>,
    /// Projects in which nothing does.
    pub unchanged: Vec<String>,
    /// Projects that could not be loaded on one side or both: nothing is known of what differs there.
    pub unread: Vec<String>,
}

/// What is told, as a text that is the same where that is.
fn key(told: &impl Serialize) -> String {
    serde_json::to_string(told).expect("internal: what is told is JSON")
}

/// The same of a difference: where a thing would stand that is not there depends on what else a project is made of.
fn line_key(line: &Line) -> String {
    let mut line = line.clone();
    line.from_at = line.from_at.filter(|_| line.from.is_some());
    line.to_at = line.to_at.filter(|_| line.to.is_some());
    key(&line)
}

/// A change without what is told of another project already.
pub(super) struct Folded {
    pub(super) change: Change,
    /// Where the rest is told, and how many differences that are.
    pub(super) told: Vec<(String, usize)>,
}

impl Folded {
    /// Whether all of it is told elsewhere.
    pub(super) fn is_told(&self) -> bool {
        let diff = &self.change.diff;
        !self.told.is_empty() && diff.differences.is_empty() && diff.not_compared.is_empty() && diff.is_complete()
    }

    /// Where the rest is told, for people.
    pub(super) fn rest(&self) -> Option<String> {
        let one = |(project, count): &(String, usize)| {
            format!("{count} {} as in {project}", if *count == 1 { "difference" } else { "differences" })
        };
        (!self.told.is_empty()).then(|| self.told.iter().map(one).collect::<Vec<_>>().join("; "))
    }
}

impl Changes {
    /// How many differences of each kind: what several projects take from one line is one.
    pub fn counts(&self) -> Counts {
        self.folded().iter().map(|one| one.change.diff.counts()).sum()
    }

    /// Every change with what no change before it tells: several projects may be made of one file.
    pub(super) fn folded(&self) -> Vec<Folded> {
        let mut known: HashMap<String, usize> = HashMap::new();
        let mut folded = Vec::new();
        for (number, change) in self.projects.iter().enumerate() {
            let mut change = change.clone();
            let mut told: BTreeMap<usize, usize> = BTreeMap::new();
            change.diff.differences.retain(|line| {
                let before = *known.entry(line_key(line)).or_insert(number);
                let is_new = before == number;
                if !is_new {
                    *told.entry(before).or_default() += 1;
                }
                is_new
            });
            change.diff.not_compared.retain(|open| *known.entry(key(open)).or_insert(number) == number);
            let told = told.into_iter().map(|(before, count)| (self.projects[before].project.clone(), count));
            folded.push(Folded { told: told.collect(), change });
        }
        folded
    }

    /// How many projects became what.
    pub(super) fn of(&self, kind: ChangeKind) -> usize {
        self.projects.iter().filter(|change| change.kind == kind).count()
    }

    /// What it comes to, in one sentence.
    pub(super) fn summary(&self) -> String {
        let counts = self.counts();
        let kinds = [ChangeKind::Changed, ChangeKind::Added, ChangeKind::Removed];
        let kinds = kinds.into_iter().map(|kind| format!("{} {}", self.of(kind), kind.word()));
        let mut all: Vec<String> = kinds.collect();
        all.push(format!("{} the same", self.unchanged.len()));
        if !self.unread.is_empty() {
            all.push(format!("{} could not be read", self.unread.len()));
        }
        format!(
            "projects: {}; differences: {} weaker, {} stronger, {} neither; {} not compared",
            all.join(", "),
            counts.weaker,
            counts.stronger,
            counts.other,
            counts.not_compared
        )
    }

    /// Projects of which everything is told elsewhere, for people.
    pub(super) fn alike(folded: &[Folded]) -> Option<String> {
        let alike: Vec<String> = folded
            .iter()
            .filter(|one| one.is_told())
            .filter_map(|one| Some(format!("{} ({})", one.change.project, one.rest()?)))
            .collect();
        (!alike.is_empty()).then(|| format!("nothing else differs in: {}", alike.join(", ")))
    }

    /// What could not be read, for people.
    pub(super) fn broken(&self) -> Option<String> {
        let named = self.unread.join(", ");
        (!self.unread.is_empty()).then(|| format!("could not be read, so what differs there is not known: {named}"))
    }
}

impl Revision {
    /// As formats for people tell it.
    pub(crate) fn told(&self) -> String {
        match &self.commit {
            Some(commit) if commit.starts_with(&self.given) => self.given.clone(),
            Some(commit) => format!("{} ({})", self.given, commit.get(..12).unwrap_or(commit)),
            None => self.given.clone(),
        }
    }
}

impl Veil for Revision {
    fn veil(&mut self, sources: &Sources) {
        let Self { given, commit: _ } = self;
        given.veil(sources);
    }
}

impl Veil for Change {
    fn veil(&mut self, sources: &Sources) {
        let Self { project, kind: _, diff } = self;
        project.veil(sources);
        diff.veil(sources);
    }
}

impl Veil for Changes {
    fn veil(&mut self, sources: &Sources) {
        let Self { from, to, projects, unchanged, unread } = self;
        from.veil(sources);
        to.veil(sources);
        projects.veil(sources);
        unchanged.veil(sources);
        unread.veil(sources);
    }
}
