//! The examples of a rule: `good/` is silent, `bad/` is marked on exactly the lines that `# expect: RULE` announces.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use plimsoll_loader::discover::{self, Found, Selection};
use plimsoll_loader::disk::DiskFiles;
use plimsoll_model::KnownImages;
use plimsoll_policy::{Failure, PolicySet, PolicyTest, Rule};
use plimsoll_source::files::{Files, ReadError};
use plimsoll_source::{SourceFile, Sources};

use super::judge::{Answer, Scene};

/// Files of one example.
const MAX_FILES: usize = 10_000;

/// An example on the disk, ready to be asked about.
pub(crate) struct Example {
    path: String,
    is_good: bool,
    pub(crate) scene: Scene,
    announced: BTreeSet<(String, u32)>,
}

/// The examples beside a rule, `good` before `bad`; an error for one that cannot be read.
pub(crate) fn of(rule: &Rule, known: &Arc<KnownImages>) -> Vec<Result<Example, PolicyTest>> {
    let Some(folder) = Path::new(rule.path.as_str()).parent() else { return Vec::new() };
    let is_folder_of_rule = folder.file_name() == Path::new(rule.path.as_str()).file_stem();
    let there = ["good", "bad"].into_iter().filter(|name| is_folder_of_rule && folder.join(name).is_dir());
    there.map(|name| read(rule, folder, name, known)).collect()
}

fn read(rule: &Rule, folder: &Path, name: &str, known: &Arc<KnownImages>) -> Result<Example, PolicyTest> {
    let directory = folder.join(name);
    let path = directory.to_string_lossy().replace('\\', "/");
    let unreadable = |reason: String| failed(&path, &path, 1, reason, Vec::new());
    let files = DiskFiles::new(&directory).map_err(|error| unreadable(format!("cannot be read: {error}")))?;
    let found = discover::candidates(&files, &[".".to_owned()], &Selection::default());
    let announced = announced(&files, &found, rule.id.as_str()).map_err(unreadable)?;
    let scene = Scene::found(&found, &files, known);
    Ok(Example { path, is_good: name == "good", scene, announced })
}

impl Example {
    /// How the example comes out for a rule.
    pub(crate) fn test(&self, policies: &PolicySet, rule: &Arc<Rule>) -> PolicyTest {
        let evaluator = policies.lone(rule, None, &BTreeMap::new());
        let mut evaluator = match evaluator {
            Ok(evaluator) => evaluator,
            Err(error) => return failed(&self.path, &error.path, error.line.unwrap_or(1), error.message, Vec::new()),
        };
        let answer = self.scene.ask(&mut evaluator, rule, &policies.reads(rule));
        let complaints = self.complaints(&answer, rule);
        match complaints.split_first() {
            None => PolicyTest {
                path: self.path.clone(),
                name: self.path.clone(),
                line: 1,
                failure: None,
                prints: Vec::new(),
            },
            Some(((path, line, message), rest)) => {
                let rest = rest.iter().map(|(path, line, message)| format!("{path}:{line}: {message}")).collect();
                failed(&self.path, path, *line, message.clone(), rest)
            }
        }
    }

    /// What is not as the example says: path, line, and what.
    pub(crate) fn complaints(&self, answer: &Answer, rule: &Rule) -> Vec<(String, u32, String)> {
        let found: BTreeSet<(String, u32)> = answer.said.iter().map(|said| (said.path.clone(), said.line)).collect();
        let mut complaints: Vec<(String, u32, String)> = Vec::new();
        for message in &answer.failures {
            complaints.push((self.path.clone(), 1, message.clone()));
        }
        if !self.is_good && self.announced.is_empty() {
            complaints.push((self.path.clone(), 1, format!("has no `# expect: {}`", rule.id)));
        }
        let below = |path: &String| format!("{}/{path}", self.path);
        let expected = if self.is_good { BTreeSet::new() } else { self.announced.clone() };
        complaints.extend(
            expected
                .difference(&found)
                .map(|(path, line)| (below(path), *line, "expected a finding; found here is nothing".to_owned())),
        );
        complaints.extend(
            found.difference(&expected).map(|(path, line)| {
                (below(path), *line, "nothing is expected here, and there is a finding".to_owned())
            }),
        );
        complaints
    }
}

fn failed(example: &str, path: &str, line: u32, message: String, prints: Vec<String>) -> PolicyTest {
    let failure = Some(Failure { path: path.to_owned(), line, message });
    PolicyTest { path: example.to_owned(), name: "example".to_owned(), line: 1, failure, prints }
}

/// `(path, line)` of every line that a comment `# expect: RULE` stands above; comments and empty lines in between are passed over, but not after
/// `# expect next: RULE`.
fn announced(files: &DiskFiles, found: &Found, rule: &str) -> Result<BTreeSet<(String, u32)>, String> {
    let mut expected = BTreeSet::new();
    let sources = Sources::default();
    let (entries, has_more) = files.list(".", MAX_FILES);
    if has_more {
        return Err(format!("has more than {MAX_FILES} files"));
    }
    let paths: BTreeSet<String> =
        entries.into_iter().map(|entry| entry.path).chain(found.candidates.keys().cloned()).collect();
    for path in paths {
        let id = match files.read(&path, &sources) {
            Ok(id) => id,
            // What is no text has no comment.
            Err(ReadError::NotText { .. } | ReadError::Directory | ReadError::TooLarge { .. }) => continue,
            Err(error) => return Err(format!("`{path}` {error}")),
        };
        let file: Arc<SourceFile> = sources.get(id);
        let lines: Vec<&str> = file.text.lines().collect();
        for (index, line) in lines.iter().enumerate() {
            let said = line.trim().strip_prefix("# expect").and_then(|rest| rest.split_once(':'));
            let Some((next, ids)) = said else { continue };
            if !ids.split([',', ' ']).any(|id| id.trim() == rule) {
                continue;
            }
            let is_bare = |line: &&&str| line.trim().is_empty() || line.trim().starts_with('#');
            let passed = match next.trim() {
                "next" => 0,
                _ => lines[index + 1..].iter().take_while(is_bare).count(),
            };
            expected.insert((path.clone(), (index + passed + 2) as u32));
        }
    }
    Ok(expected)
}
