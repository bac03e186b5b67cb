//! `plimsoll model --format json`: exactly the documents that policies get as `input`.

use std::io::{self, Write};

use plimsoll::check;
use plimsoll::problem::Problem;
use serde_json::{Value, json};

use super::Args;
use super::compose::origins;
use crate::cli::scene;

/// Prints every project in scope, and gives the problems of all.
pub(super) fn print(args: &Args) -> io::Result<(Vec<Problem>, std::sync::Arc<plimsoll::source::Sources>)> {
    let mut scene = scene::set(&args.inputs)?;
    scene.scope.show_secrets = args.show_secrets;
    let (loaded, problems) = check::projects(&scene.found, &scene.scope, &scene.files, &scene.sources);
    let mut projects = Vec::with_capacity(loaded.len());
    for one in &loaded {
        let mut project = serde_json::to_value(&one.project)?;
        if args.origins
            && let Value::Object(members) = &mut project
        {
            members.insert("origins".to_owned(), origins(&one.origins, &scene.sources));
        }
        projects.push(project);
    }
    let mut out = io::BufWriter::new(io::stdout().lock());
    serde_json::to_writer_pretty(&mut out, &json!({"projects": projects}))?;
    writeln!(out)?;
    out.flush()?;
    let mut all = scene.problems;
    all.extend(problems);
    if loaded.is_empty() && all.is_empty() {
        all.push(
            Problem::error("nothing-found", "no project, Dockerfile or env file was found")
                .help("name a directory that has some"),
        );
    }
    Ok((all, scene.sources))
}
