//! Which configurations there are: found above the files, read once, with what they extend.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Layers;
use crate::config::command::Source;
use crate::config::layer::Layer;
use crate::config::stated::Stated;
use crate::config::{Config, FILE_NAMES, directory as parent};
use crate::settings;
use plimsoll_source::files::{EntryKind, Files, ReadError, join};
use plimsoll_source::problem::{self, Problem};
use plimsoll_source::{FileId, Sources};

/// Configurations that may extend each other in a row.
const MAX_EXTENDS: usize = 16;

/// Reads a file by the path that a configuration has.
type Read<'a> = dyn FnMut(&str) -> Result<FileId, ReadError> + 'a;

impl Layers {
    /// Reads the configuration that the caller named.
    pub fn read_named(&mut self, sources: &Sources, read: &mut dyn FnMut(&str) -> Result<FileId, ReadError>) {
        let Source::Named { path, home, .. } = self.source.clone() else { return };
        let chain = match self.config(&path, sources, read) {
            Some(config) => self.chained(&[], &config, &home, sources, read),
            None => Vec::new(),
        };
        self.by_directory.insert(".".to_owned(), Arc::new(Layer::new(chain)));
    }

    /// Looks for configurations above some files of the tree (root-relative paths) and for what they extend.
    pub fn learn<'p>(&mut self, paths: impl IntoIterator<Item = &'p str>, files: &dyn Files, sources: &Sources) {
        let directories: BTreeSet<&str> = paths.into_iter().map(parent).collect();
        for directory in directories {
            self.learn_directory(directory, files, sources);
        }
    }

    /// The same for a directory itself.
    pub fn learn_directory(&mut self, directory: &str, files: &dyn Files, sources: &Sources) {
        if !matches!(self.source, Source::Tree) || directory.starts_with("..") || directory.starts_with('/') {
            return;
        }
        let mut above = Vec::new();
        let mut here = directory;
        while !self.by_directory.contains_key(here) {
            above.push(here);
            if here == "." {
                break;
            }
            here = parent(here);
        }
        for directory in above.into_iter().rev() {
            self.look_into(directory, files, sources);
        }
    }

    fn look_into(&mut self, directory: &str, files: &dyn Files, sources: &Sources) {
        let outer = if directory == "." { Arc::default() } else { Arc::clone(self.of_directory(parent(directory))) };
        let mut read = |path: &str| files.read(path, sources);
        let mut own = None;
        for name in FILE_NAMES.iter().filter(|_| !self.foreign.contains(directory)) {
            let path = join(directory, name);
            if let Some(first) = &own {
                if files.kind(&path) == Some(EntryKind::File) {
                    let message = format!("{path} does not count, because {first} stands beside it");
                    let problem = Problem::warning("config-shadowed", message).in_file(path);
                    self.problems.push(problem.help("keep one of the two"));
                }
                continue;
            }
            match read(&path) {
                Err(ReadError::NotFound) => {}
                _ => own = Some(path),
            }
        }
        let layer = match own.and_then(|path| self.config(&path, sources, &mut read)) {
            Some(config) => {
                let chain = self.chained(&outer.chain, &config, directory, sources, &mut read);
                Arc::new(Layer::new(chain))
            }
            None => outer,
        };
        self.by_directory.insert(directory.to_owned(), layer);
        self.work_out();
    }

    /// The chain of a configuration: those further out, those it extends, itself.
    fn chained(
        &mut self,
        outer: &[Stated],
        config: &Arc<Config>,
        below: &str,
        sources: &Sources,
        read: &mut Read<'_>,
    ) -> Vec<Stated> {
        let mut chain = if config.root { Vec::new() } else { outer.to_vec() };
        let mut extended = Vec::new();
        let mut at = Arc::clone(config);
        while let Some(next) = self.extended(&at, &extended, sources, read) {
            extended.push(Arc::clone(&next));
            at = next;
        }
        let own = extended.iter().rev().map(|config| (config, true)).chain([(config, false)]);
        for (config, is_extended) in own {
            match Stated::new(Arc::clone(config), below, is_extended) {
                Ok(stated) => chain.push(stated),
                Err(error) => {
                    let message = format!("the globs of `paths` are too much: {error}");
                    let problem = Problem::error("config-invalid", message);
                    self.problems.push(config.placed(problem, &["paths".into()], true));
                }
            }
        }
        chain
    }

    /// The configuration that another one extends.
    fn extended(
        &mut self,
        config: &Config,
        before: &[Arc<Config>],
        sources: &Sources,
        read: &mut Read<'_>,
    ) -> Option<Arc<Config>> {
        let path = join(parent(&config.key), config.extends.as_ref()?);
        let way = ["extends".into()];
        let is_met = path == config.key || before.iter().any(|known| known.key == path);
        let problem = if is_met {
            Problem::error(
                "config-extends-cycle",
                format!("`{}` extends itself by way of this", settings::shortened(&path)),
            )
            .help("take one of the `extends` away")
        } else if before.len() == MAX_EXTENDS {
            Problem::error("config-extends-cycle", format!("more than {MAX_EXTENDS} configurations extend each other"))
        } else {
            match read(&path) {
                Ok(_) => return self.config(&path, sources, read),
                Err(error) => {
                    let message = format!("`{}` {error}, so it cannot be extended", settings::shortened(&path));
                    Problem::error("config-extends-missing", message)
                        .help("name a configuration of this tree, relative to this file")
                }
            }
        };
        self.problems.push(config.placed(problem, &way, false));
        None
    }

    /// Reads one configuration, once.
    fn config(&mut self, path: &str, sources: &Sources, read: &mut Read<'_>) -> Option<Arc<Config>> {
        if let Some(known) = self.read.get(path) {
            return known.clone();
        }
        let config = match read(path) {
            Ok(file) => {
                let (mut config, found) = Config::parse(sources, file);
                let is_right = found.iter().all(|problem| problem.severity != problem::Severity::Error);
                self.problems.extend(found);
                config.trusted = self.trusted || matches!(self.source, Source::Named { .. });
                path.clone_into(&mut config.key);
                if let Source::Named { home, lies, .. } = &self.source {
                    config.home.clone_from(home);
                    config.lies = lies.clone();
                }
                let given = |directory: &str| self.given_policies.contains(directory);
                let refused = config.restrain(&given);
                self.problems.extend(refused);
                is_right.then(|| Arc::new(config))
            }
            Err(error) => {
                let message = format!("{path} {error}, so nothing of it holds");
                let problem = Problem::error("config-unreadable", message).in_file(path);
                self.problems.push(problem.help("make it a regular text file of this tree, or take it away"));
                None
            }
        };
        self.read.insert(path.to_owned(), config.clone());
        if let (Some(known), Some(config)) = (&self.rules, &config) {
            self.problems.extend(config.check_rules(&known.rules));
        }
        config
    }
}
