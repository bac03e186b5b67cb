//! `plimsoll model --format json`: exactly the documents that policies get as `input`, one by one as they are loaded.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::Arc;

use plimsoll_check as check;
use plimsoll_loader::normalize::project::Loaded;
use plimsoll_report as report;
use plimsoll_source::problem::Problem;
use plimsoll_source::{Shown, Sources};
use serde::Serialize;
use serde::ser::{Error as _, SerializeSeq};
use serde_json::Value;

use super::Args;
use super::compose::origins;
use crate::output;
use crate::scene::{self, Scene};

/// Prints every project in scope, and gives the problems of all.
pub(super) fn print(args: &Args) -> io::Result<(Vec<Problem>, Arc<Sources>)> {
    let mut scene = scene::set(&args.inputs, &[])?;
    scene.scope.show_secrets = args.show_secrets;
    // What judges or writes takes no part in a model.
    let of_interest = |problem: &Problem| !problem.code.starts_with("config-untrusted");
    let configured: Vec<Problem> = scene.layers.take_problems().into_iter().filter(of_interest).collect();
    scene.problems.extend(configured);
    let mut out = io::BufWriter::new(output::stdout());
    let document = Document { projects: Projects { scene: &scene, origins: args.origins, met: RefCell::default() } };
    report::write_json(&document, true, &mut out)?;
    out.flush()?;
    let (used, problems) = document.projects.met.into_inner();
    let nothing =
        check::nothing_of(&scene.found, &scene.scope, &used, &scene.found.excluded, &problems, &scene.sources);
    let all = scene.problems.into_iter().chain(problems).chain(nothing).collect();
    Ok((all, scene.sources))
}

#[derive(Serialize)]
struct Document<'a> {
    projects: Projects<'a>,
}

/// The projects of a scene, loaded while they are printed: there may be more of them than memory holds.
struct Projects<'a> {
    scene: &'a Scene,
    origins: bool,
    /// The files they are made of, and their problems.
    met: RefCell<(BTreeSet<String>, Vec<Problem>)>,
}

impl Projects<'_> {
    fn model(&self, loaded: &Loaded) -> serde_json::Result<Shown<Value>> {
        let mut project = serde_json::to_value(&loaded.project)?;
        if let Value::Object(members) = &mut project
            && self.origins
        {
            members.insert("origins".to_owned(), origins(&loaded.origins, &self.scene.sources));
        }
        let show_secrets = self.scene.scope.show_secrets;
        Ok(if show_secrets { Shown::on_demand(project) } else { self.scene.sources.show(project) })
    }
}

impl Serialize for Projects<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        let mut used = BTreeSet::new();
        let mut failed = None;
        let mut take = |loaded: Loaded| {
            used.extend(loaded.used.iter().cloned());
            if failed.is_none() {
                let printed = self.model(&loaded).map_err(S::Error::custom);
                failed = printed.and_then(|model| list.serialize_element(&model)).err();
            }
        };
        let Scene { found, scope, files, sources, .. } = self.scene;
        let problems = check::each_project(found, scope, files, sources, &mut take);
        self.met.replace((used, problems));
        match failed {
            Some(error) => Err(error),
            None => list.end(),
        }
    }
}
