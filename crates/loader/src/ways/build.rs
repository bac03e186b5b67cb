//! Calls of `docker build`: which Dockerfile, in which context, for which target, with which arguments.

use std::collections::BTreeMap;

use super::call::{Call, Word};
use super::options::{Given, Known};
use super::reader::SourceReader;
use crate::normalize::compose::is_remote_context;
use crate::normalize::way::BuildWay;
use plimsoll_source::files::join;

/// Options of `docker build`, and of podman's and buildx's.
const OPTIONS: Known = Known {
    values: &[
        "add-host",
        "allow",
        "annotation",
        "attest",
        "build-arg",
        "build-context",
        "builder",
        "cache-from",
        "cache-to",
        "call",
        "cgroup-parent",
        "cpu-period",
        "cpu-quota",
        "cpu-shares",
        "cpuset-cpus",
        "cpuset-mems",
        "file",
        "format",
        "iidfile",
        "isolation",
        "jobs",
        "label",
        "memory",
        "memory-swap",
        "metadata-file",
        "network",
        "no-cache-filter",
        "output",
        "platform",
        "progress",
        "provenance",
        "sbom",
        "secret",
        "security-opt",
        "shm-size",
        "ssh",
        "tag",
        "target",
        "ulimit",
        "volume",
    ],
    letters: &[('f', "file"), ('t', "tag"), ('o', "output"), ('m', "memory"), ('c', "cpu-shares"), ('v', "volume")],
    mixed: true,
};

/// Takes up a call of `docker build`.
pub(super) fn call(reader: &mut SourceReader<'_>, call: &Call) {
    let given = Given::of(&call.words, &OPTIONS);
    let Ok(file) = given.last("file") else { return };
    let context = given.operands.last();
    // `docker build $ARGS .` may say anything before its context.
    let is_open = given.operands.iter().rev().skip(1).any(|word| !word.known);
    if is_open || context.is_some_and(|word| word.text == "-") || file.as_deref() == Some("-") {
        return;
    }
    let Ok(target) = given.last("target") else { return };
    let args = given.options.iter().filter(|(name, _)| name == "build-arg").map(|(_, word)| argument(word)).collect();
    let contexts = given.known("build-context");
    let contexts: Vec<(String, String)> =
        contexts.iter().filter_map(|text| text.split_once('=')).map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
    let context = context.filter(|word| word.known).map(|word| word.text.clone());
    let wish = Wish { file, context, target, args, contexts, ..Wish::default() };
    wish.take_up(reader, &call.directories, call.line);
}

/// `NAME=value`, or `NAME` where the shell has the value.
fn argument(word: &Word) -> (String, Option<String>) {
    match word.text.split_once('=') {
        Some((name, value)) => (name.to_owned(), word.known.then(|| value.to_owned())),
        None => (word.text.clone(), None),
    }
}

/// An image that somebody wants to build.
#[derive(Debug, Default)]
pub(super) struct Wish {
    pub(super) file: Option<String>,
    pub(super) context: Option<String>,
    pub(super) target: Option<String>,
    pub(super) args: Vec<(String, Option<String>)>,
    pub(super) contexts: Vec<(String, String)>,
    /// Contexts that are what another wish makes.
    pub(super) built: BTreeMap<String, Box<Self>>,
    /// The Dockerfile's path starts at the context, as in Compose files and bake, and not where the call is made.
    pub(super) is_from_context: bool,
}

impl Wish {
    /// Takes it up from the first directory in which the Dockerfile is there.
    pub(super) fn take_up(self, reader: &mut SourceReader<'_>, directories: &[String], line: u32) {
        if let Some(way) = directories.iter().find_map(|place| self.way(reader, place)) {
            reader.builds(way, line);
        }
    }

    /// How it is built from a directory; `None` where its Dockerfile is not there.
    fn way(&self, reader: &SourceReader<'_>, place: &str) -> Option<BuildWay> {
        let is_remote = self.context.as_deref().is_some_and(is_remote_context);
        // Its Dockerfile lies there, too.
        if is_remote && (self.file.is_some() || self.is_from_context) {
            return None;
        }
        let context = self.context.as_ref().filter(|_| !is_remote).map(|context| join(place, context));
        let dockerfile = match (&self.file, &context) {
            (Some(file), Some(context)) if self.is_from_context => join(context, file),
            (Some(_), None) if self.is_from_context => return None,
            (Some(file), _) => join(place, file),
            (None, Some(context)) => join(context, "Dockerfile"),
            (None, None) => return None,
        };
        if !reader.is_file(&dockerfile) || context.as_ref().is_some_and(|context| !reader.is_directory(context)) {
            return None;
        }
        let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let contexts = self.contexts.iter().map(|(name, value)| {
            let is_path = !value.contains("://") && !value.starts_with("target:") && !value.starts_with("service:");
            (name.clone(), if is_path { join(place, value) } else { value.clone() })
        });
        let built =
            self.built.iter().filter_map(|(name, wish)| Some((name.clone(), Box::new(wish.way(reader, place)?))));
        Some(BuildWay {
            dockerfile,
            context,
            target: self.target.clone().filter(|target| !target.is_empty()),
            args: self.args.iter().filter(|(name, _)| is_name(name)).cloned().collect(),
            contexts: contexts.collect(),
            built: built.collect(),
        })
    }
}
