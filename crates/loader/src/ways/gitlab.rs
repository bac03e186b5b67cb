//! GitLab's pipelines: the scripts of jobs. They run at the root.

use super::Source;
use super::reader::SourceReader;
use super::yaml::Tree;

pub(super) const SOURCE: Source = Source { name: "gitlab-ci", takes, read };

fn takes(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_yaml = name.ends_with(".yml") || name.ends_with(".yaml");
    is_yaml && (name.contains(".gitlab-ci.") || path.starts_with(".gitlab/") || path.starts_with(".gitlab-ci/"))
}

fn read(reader: &mut SourceReader<'_>) {
    let tree = Tree::of(reader);
    for job in tree.mappings() {
        let parts = ["before_script", "script", "after_script"].iter().flat_map(|key| job.texts(key, &reader.budget));
        // One shell runs them all, so that a `cd` holds for what follows.
        let parts: Vec<(&str, usize)> = parts.collect();
        let Some((_, start)) = parts.first() else { continue };
        let line = reader.line(*start);
        if !reader.budget.spend(parts.iter().map(|(text, _)| text.len() + 1).sum()) {
            return;
        }
        let script: Vec<&str> = parts.iter().map(|(text, _)| *text).collect();
        reader.script(&script.join("\n"), line, &["."]);
    }
}
