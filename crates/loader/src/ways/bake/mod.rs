//! Bake files (`docker-bake.hcl`, `.json`): targets with what they inherit, one for each combination of a matrix, their variables at their defaults.
//! What cannot be followed is told.

mod read;
mod value;

use std::collections::{BTreeMap, BTreeSet};

use super::Source;
use super::build::Wish;
use super::reader::{Budget, SourceReader};
use crate::normalize::compose::{is_remote_context, remote_name};
use plimsoll_source::problem::Problem;

pub(super) const SOURCE: Source = Source { name: "bake", takes, read };

/// Bytes of a bake file that is read.
pub(super) const MAX_BAKE: usize = 128 << 10;
/// Targets in a row that inherit from each other, or are built on each other.
const MAX_INHERITS: usize = 16;
/// Targets of one file that are followed.
const MAX_TARGETS: usize = 500;
/// Bytes of texts for each byte of a bake file, what is inherited or built on counted each time.
const MAX_TEXTS: usize = 32;

fn takes(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.ends_with(".hcl") || (name.starts_with("docker-bake") && name.ends_with(".json"))
}

fn read(reader: &mut SourceReader<'_>) {
    // Many other tools write HCL, too.
    let is_called_bake = reader.path.rsplit('/').next().is_some_and(|name| name.starts_with("docker-bake"));
    let bake = if reader.text.len() > MAX_BAKE {
        Err(format!("it has more than {MAX_BAKE} bytes"))
    } else if reader.path.ends_with(".json") {
        read::of_json(reader.text)
    } else {
        read::of_hcl(reader.text)
    };
    let bake = match bake {
        Ok(bake) => bake,
        Err(why) if is_called_bake => return tell(reader, &format!("{} is not followed: {why}", reader.path)),
        Err(_) => return,
    };
    for (name, why) in &bake.lost {
        let line = line_of(reader, name);
        tell(reader, &format!("the target {name} ({}:{line}) is not followed: {why}", reader.path));
    }
    let places = [reader.home.to_owned(), ".".to_owned()];
    let budget = Budget::of(reader.text, MAX_TEXTS);
    let parents: BTreeSet<&String> = bake.targets.values().flat_map(|target| &target.inherits).collect();
    for (name, target) in &bake.targets {
        // What others are made from is built only where a group says so, or it says itself what becomes of it.
        let is_base = name.starts_with('_') || (parents.contains(name) && !target.is_image());
        if is_base && !bake.grouped.contains(name) && !bake.grouped.contains(&target.written) && name != "default" {
            continue;
        }
        let line = line_of(reader, &target.written);
        match bake.wish(name, MAX_INHERITS, &budget) {
            Ok(wish) => wish.take_up(reader, &places, line),
            Err(why) => tell(reader, &format!("the target {name} ({}:{line}) is not followed: {why}", reader.path)),
        }
    }
}

/// The line of a target.
fn line_of(reader: &SourceReader<'_>, name: &str) -> u32 {
    let marks = [format!("target \"{name}\""), format!("\"{name}\"")];
    reader.line(marks.iter().find_map(|mark| reader.text.find(mark.as_str())).unwrap_or(0))
}

fn tell(reader: &mut SourceReader<'_>, message: &str) {
    let help = "give the variable a default, or the build as `--build-arg` and `--target` in a script beside it";
    let gap = Problem::gap("bake-not-followed", message).in_file(reader.path).lacking(reader.path).help(help);
    reader.found.problems.push(gap);
}

/// A bake file.
#[derive(Debug, Default)]
struct Bake {
    targets: BTreeMap<String, Target>,
    /// Targets that a group lists.
    grouped: BTreeSet<String>,
    /// Targets that cannot even be named, with the reason.
    lost: Vec<(String, String)>,
}

/// A text as far as it is known; else what it hangs on.
type Text = Result<String, String>;

/// A target as it is written.
#[derive(Debug, Clone, Default)]
struct Target {
    /// The name it is written under, where a matrix makes many of it.
    written: String,
    context: Option<Text>,
    dockerfile: Option<Text>,
    target: Option<Text>,
    is_inline: bool,
    /// It says what the image is called or where it goes.
    is_kept: bool,
    args: BTreeMap<String, Text>,
    contexts: BTreeMap<String, Text>,
    inherits: Vec<String>,
}

impl Target {
    /// Whether it says by itself what is built, and not only what its heirs have in common.
    fn is_image(&self) -> bool {
        self.is_kept || self.is_inline || self.dockerfile.is_some() || self.target.is_some()
    }

    /// Lays what a target inherits over this one, and then the target itself; `false` where that is too much.
    fn lay_over(&mut self, other: &Self, all: &BTreeMap<String, Self>, depth: usize, budget: &Budget) -> bool {
        let of_map = |map: &BTreeMap<String, Text>| -> usize {
            map.iter().map(|(name, text)| name.len() + text.as_ref().map_or_else(String::len, String::len)).sum()
        };
        if !budget.spend(1 + of_map(&other.args) + of_map(&other.contexts)) {
            return false;
        }
        if let Some(depth) = depth.checked_sub(1) {
            for parent in other.inherits.iter().filter_map(|name| all.get(name)) {
                if !self.lay_over(parent, all, depth, budget) {
                    return false;
                }
            }
        }
        for (mine, theirs) in [
            (&mut self.context, &other.context),
            (&mut self.dockerfile, &other.dockerfile),
            (&mut self.target, &other.target),
        ] {
            if theirs.is_some() {
                mine.clone_from(theirs);
            }
        }
        self.is_inline |= other.is_inline;
        self.args.extend(other.args.clone());
        self.contexts.extend(other.contexts.clone());
        true
    }

    fn set(&mut self, key: &str, text: Text) {
        match key {
            "context" => self.context = Some(text),
            "dockerfile" => self.dockerfile = Some(text),
            "target" => self.target = Some(text),
            "dockerfile-inline" => self.is_inline = true,
            _ => {}
        }
    }
}

impl Bake {
    /// What a target asks to be built, or what that hangs on.
    fn wish(&self, name: &str, depth: usize, budget: &Budget) -> Result<Wish, String> {
        let mut whole = Target::default();
        if !whole.lay_over(&self.targets[name], &self.targets, MAX_INHERITS, budget) {
            return Err(format!("the targets of the file come to more than {MAX_TEXTS} times its size"));
        }
        if whole.is_inline {
            return Err("its Dockerfile is written in the bake file".to_owned());
        }
        let hangs = |what: &str, on: &str| format!("its {what} hangs on {on}");
        let known = |what: &str, text: Option<Text>| text.transpose().map_err(|on| hangs(what, &on));
        if let Some(Ok(context)) = whole.context.as_ref()
            && is_remote_context(context)
        {
            return Err(format!("its context is on another machine ({})", remote_name(context)));
        }
        let (mut contexts, mut built) = (Vec::new(), BTreeMap::new());
        for (name, value) in whole.contexts {
            let value = value.map_err(|on| hangs("contexts", &on))?;
            let other = value.strip_prefix("target:").filter(|other| self.targets.contains_key(*other));
            if let (Some(other), Some(depth)) = (other, depth.checked_sub(1)) {
                // What cannot be followed stays a name for something that is made elsewhere.
                if let Ok(wish) = self.wish(other, depth, budget) {
                    built.insert(name.clone(), Box::new(wish));
                }
            }
            contexts.push((name, value));
        }
        Ok(Wish {
            file: Some(known("dockerfile", whole.dockerfile)?.unwrap_or_else(|| "Dockerfile".to_owned())),
            context: Some(known("context", whole.context)?.unwrap_or_else(|| ".".to_owned())),
            target: known("target", whole.target)?,
            args: whole.args.into_iter().map(|(name, value)| (name, value.ok())).collect(),
            contexts,
            built,
            is_from_context: true,
        })
    }
}
