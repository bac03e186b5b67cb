//! GitHub's workflows and composite actions: `run` in its `working-directory`, and what the action that builds images is given.

use super::Source;
use super::build;
use super::reader::SourceReader;
use super::yaml::{Mapping, Tree};

pub(super) const SOURCE: Source = Source { name: "workflow", takes, read };

/// The actions that build an image.
const BUILDERS: [&str; 1] = ["docker/build-push-action"];

fn takes(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_yaml = name.ends_with(".yml") || name.ends_with(".yaml");
    // Forges that took the form over have their own directory.
    let is_workflow = [".github/", ".gitea/", ".forgejo/"].iter().any(|directory| path.starts_with(directory));
    is_yaml && (is_workflow || name.starts_with("action."))
}

fn read(reader: &mut SourceReader<'_>) {
    let tree = Tree::of(reader);
    for step in tree.mappings() {
        for (text, start) in step.texts("run", &reader.budget) {
            let directory = match step.text("working-directory") {
                Some(directory) if directory.contains("${{") => continue,
                Some(directory) => directory.trim_start_matches("./"),
                None => ".",
            };
            // A text of several lines begins below its key.
            let line = reader.line(start) + u32::from(text.contains('\n'));
            reader.script(text, line, &[if directory.is_empty() { "." } else { directory }]);
        }
        let is_builder = |name: &str| BUILDERS.contains(&name.split('@').next().unwrap_or_default());
        if step.text("uses").is_some_and(is_builder) {
            built(reader, &step);
        }
    }
}

/// An image that the action builds.
fn built(reader: &mut SourceReader<'_>, step: &Mapping<'_>) {
    let with = step.mapping("with");
    // By aliases many steps may be given the same.
    if !reader.budget.spend(with.map_or(0, |with| with.len())) {
        return;
    }
    let given = |key: &str| with.and_then(|with| with.text(key));
    if !reader.budget.spend(["build-args", "build-contexts"].iter().filter_map(|key| given(key)).map(str::len).sum()) {
        return;
    }
    let is_open = |key: &str| given(key).is_some_and(|text| text.contains("${{"));
    if ["file", "target"].iter().any(|key| is_open(key)) || (is_open("context") && given("file").is_none()) {
        return;
    }
    let pairs = |key: &str| -> Vec<(String, String)> {
        let lines = given(key).unwrap_or_default().lines().filter_map(|line| line.trim().split_once('='));
        lines.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    };
    let args = pairs("build-args").into_iter().map(|(name, value)| (name, (!value.contains("${{")).then_some(value)));
    // Without a context the action takes the commit itself.
    let context = given("context").unwrap_or(".");
    let wish = build::Wish {
        file: given("file").map(str::to_owned),
        context: (!context.contains("${{")).then(|| context.to_owned()),
        target: given("target").map(str::to_owned),
        args: args.collect(),
        contexts: pairs("build-contexts").into_iter().filter(|(_, value)| !value.contains("${{")).collect(),
        is_from_context: false,
        ..build::Wish::default()
    };
    let line = reader.line(step.place());
    wish.take_up(reader, &[".".to_owned()], line);
}
