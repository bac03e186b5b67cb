//! Taskfiles (go-task): `cmds`, `cmd` and a task that is only a text, in the task's `dir`.

use super::Source;
use super::reader::SourceReader;
use super::variables::Variables;
use super::yaml::Tree;
use plimsoll_source::files::join;

pub(super) const SOURCE: Source = Source { name: "taskfile", takes, read };

fn takes(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    (name.starts_with("taskfile.") || name.starts_with("taskfile-"))
        && (name.ends_with(".yml") || name.ends_with(".yaml"))
}

fn read(reader: &mut SourceReader<'_>) {
    let tree = Tree::of(reader);
    let marks = [("{{", "}}")];
    let mut variables = Variables::default();
    for vars in tree.mappings().filter_map(|mapping| mapping.mapping("vars")) {
        // By aliases the same ones may stand in every task.
        if !reader.budget.spend(vars.len()) {
            return;
        }
        for (name, value) in vars.pairs().filter(|(_, value)| !value.contains("{{")) {
            if !reader.budget.spend(name.len() + value.len()) {
                return;
            }
            variables.learn(&format!(".{name}"), value, &marks, &reader.budget);
        }
    }
    let home = reader.home;
    for task in tree.mappings() {
        let directory = match task.text("dir") {
            Some(directory) if directory.contains(['{', '$']) => continue,
            Some(directory) => join(home, directory),
            None => home.to_owned(),
        };
        let commands = [task.texts("cmds", &reader.budget), task.texts("cmd", &reader.budget)];
        for (text, start) in commands.into_iter().flatten() {
            let line = reader.line(start);
            if let Some(script) = variables.put_in(text, &marks, &reader.budget) {
                reader.script(&script, line, &[&directory]);
            }
        }
    }
}
