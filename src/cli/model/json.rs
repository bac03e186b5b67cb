//! `plimsoll model --format json`: exactly the documents that policies get as `input`, one by one as they are loaded.

use std::cell::RefCell;
use std::io::{self, Write};
use std::sync::Arc;

use plimsoll::check;
use plimsoll::normalize::project::Loaded;
use plimsoll::problem::Problem;
use plimsoll::source::Sources;
use serde::Serialize;
use serde::ser::{Error as _, SerializeSeq};
use serde_json::Value;

use super::Args;
use super::compose::origins;
use crate::cli::scene::{self, Scene};

/// Prints every project in scope, and gives the problems of all.
pub(super) fn print(args: &Args) -> io::Result<(Vec<Problem>, Arc<Sources>)> {
    let mut scene = scene::set(&args.inputs)?;
    scene.scope.show_secrets = args.show_secrets;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let document = Document { projects: Projects { scene: &scene, origins: args.origins, met: RefCell::default() } };
    serde_json::to_writer_pretty(&mut out, &document)?;
    writeln!(out)?;
    out.flush()?;
    let (count, problems) = document.projects.met.into_inner();
    let mut all = scene.problems;
    all.extend(problems);
    if count == 0 && all.is_empty() {
        all.push(
            Problem::error("nothing-found", "no project, Dockerfile or env file was found")
                .help("name a directory that has some"),
        );
    }
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
    /// How many there were, and their problems.
    met: RefCell<(usize, Vec<Problem>)>,
}

impl Projects<'_> {
    fn model(&self, loaded: &Loaded) -> serde_json::Result<Value> {
        let mut project = serde_json::to_value(&loaded.project)?;
        if let Value::Object(members) = &mut project
            && self.origins
        {
            members.insert("origins".to_owned(), origins(&loaded.origins, &self.scene.sources));
        }
        Ok(project)
    }
}

impl Serialize for Projects<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        let mut count = 0;
        let mut failed = None;
        let mut take = |loaded: Loaded| {
            count += 1;
            if failed.is_none() {
                let printed = self.model(&loaded).map_err(S::Error::custom);
                failed = printed.and_then(|model| list.serialize_element(&model)).err();
            }
        };
        let Scene { found, scope, files, sources, .. } = self.scene;
        let problems = check::each_project(found, scope, files, sources, &mut take);
        self.met.replace((count, problems));
        match failed {
            Some(error) => Err(error),
            None => list.end(),
        }
    }
}
