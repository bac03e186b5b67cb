//! Taskfiles (go-task): `cmds`, `cmd` and a task that is only a text, in the task's `dir`.

use super::Source;
use super::reader::Reader;
use super::variables::Variables;
use super::yaml::Tree;
use plimsoll_source::files::join;

pub(super) const SOURCE: Source = Source { name: "taskfile", takes, read };

fn takes(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    (name.starts_with("taskfile.") || name.starts_with("taskfile-"))
        && (name.ends_with(".yml") || name.ends_with(".yaml"))
}

fn read(reader: &mut Reader<'_>) {
    let tree = Tree::of(reader);
    let marks = [("{{", "}}")];
    let mut variables = Variables::default();
    for vars in tree.mappings().filter_map(|mapping| mapping.mapping("vars")) {
        for (name, value) in vars.pairs().filter(|(_, value)| !value.contains("{{")) {
            variables.learn(&format!(".{name}"), value, &marks);
        }
    }
    let home = reader.home;
    for task in tree.mappings() {
        let directory = match task.text("dir") {
            Some(directory) if directory.contains(['{', '$']) => continue,
            Some(directory) => join(home, directory),
            None => home.to_owned(),
        };
        let commands = task.texts("cmds").into_iter().chain(task.texts("cmd"));
        for (text, start) in commands {
            let line = reader.line(start);
            reader.script(&variables.put_in(text, &marks), line, &[&directory]);
        }
    }
}
