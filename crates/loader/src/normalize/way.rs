//! Nouns: the ways in which projects are started and images are built, as what lies beside them says.

use std::collections::BTreeMap;

use plimsoll_model::Said;
use plimsoll_source::files::lies_in;

/// Places of one way that are kept.
pub const MAX_PLACES: usize = 20;

/// A way of starting a Compose project.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ComposeWay {
    /// Where `docker compose` is called, relative to the root.
    pub directory: String,
    /// The files in order; empty for those that it takes there without being told.
    pub files: Vec<String>,
    /// `--project-directory`.
    pub project_directory: Option<String>,
    /// `--env-file`: those that are there, or that a checkout may lack.
    pub env_files: Vec<String>,
    /// `--profile`.
    pub profiles: Vec<String>,
    /// `-p`.
    pub project_name: Option<String>,
}

/// A way of building an image.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct BuildWay {
    /// The Dockerfile, relative to the root.
    pub dockerfile: String,
    /// The context directory; `None` where it is on another machine, or nobody says.
    pub context: Option<String>,
    /// `--target`.
    pub target: Option<String>,
    /// `--build-arg`; `None` where the value is not to be had.
    pub args: BTreeMap<String, Option<String>>,
    /// `--build-context`: what a name stands for.
    pub contexts: BTreeMap<String, String>,
    /// Contexts that are what another build makes.
    pub built: BTreeMap<String, Box<BuildWay>>,
}

/// A way with the places that name it, sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way<T> {
    /// How it goes.
    pub start: T,
    /// Who says so, the first of them.
    pub said: Vec<Said>,
    /// How many say so.
    pub count: usize,
}

/// All ways of a tree, those that most places name first.
#[derive(Debug, Clone, Default)]
pub struct Ways {
    /// Of Compose projects.
    pub compose: Vec<Way<ComposeWay>>,
    /// Of images.
    pub builds: Vec<Way<BuildWay>>,
}

/// What is known of how images are built besides the files themselves.
#[derive(Debug, Clone, Default)]
pub struct Building {
    /// Arguments that the caller gives, or the configuration of a directory for what lies below it; the later wins.
    pub args: Vec<(String, BTreeMap<String, String>)>,
    /// The ways of building, those that most places name first.
    pub ways: Vec<Way<BuildWay>>,
}

impl Building {
    /// The arguments that a Dockerfile is given.
    pub fn args_of(&self, dockerfile: &str) -> BTreeMap<String, String> {
        let given = self.args.iter().filter(|(directory, _)| lies_in(dockerfile, directory));
        given.flat_map(|(_, args)| args.clone()).collect()
    }

    /// The ways of building a Dockerfile.
    pub fn ways_of<'a>(&'a self, dockerfile: &'a str) -> impl Iterator<Item = &'a Way<BuildWay>> {
        self.ways.iter().filter(move |way| way.start.dockerfile == dockerfile)
    }
}
