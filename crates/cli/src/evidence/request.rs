//! What a run was asked, in words that mean the same in another checkout: every path starts at the root.

use std::env;
use std::io;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::configure::{self, Kept};
use crate::inputs::Inputs;
use crate::judging::Judging;

/// What a replay must ask again.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Request {
    /// Root-relative directory the run was started in.
    directory: String,
    /// Paths in it are root-relative.
    inputs: Inputs,
    judging: Judging,
    /// `--name`
    #[serde(default)]
    name: Option<String>,
}

impl Request {
    /// What was asked in the current directory, of a checkout with this root.
    pub(super) fn of(
        mut inputs: Inputs,
        mut judging: Judging,
        kept: Kept,
        name: Option<String>,
        root: &Path,
    ) -> io::Result<Self> {
        let here = env::current_dir()?.canonicalize()?;
        let by_name = |path: &mut PathBuf| *path = configure::called(path, &here, root, true).into();
        // What lies outside of the checkout is called by its name, and kept or not asked for again.
        if let (Some(config), false) = (&mut inputs.configuring.config, kept.configs.is_empty()) {
            by_name(config);
        }
        inputs.configuring.enforce.iter_mut().for_each(by_name);
        inputs.configuring.kept = Some(kept);
        judging.policy.iter_mut().for_each(|named| named.path = PathBuf::from(&named.name));
        for path in paths(&mut inputs) {
            // What is not there, or not in the checkout, stays as it was said: it is not there in another checkout either.
            if let Some(inside) = here.join(&*path).canonicalize().ok().and_then(|real| below(root, &real)) {
                *path = inside;
            }
        }
        let directory = below(root, &here).unwrap_or_else(|| ".".into()).to_string_lossy().replace('\\', "/");
        Ok(Self { directory, inputs, judging, name })
    }

    /// The same of another checkout: goes to its directory, and gives back what to ask there.
    ///
    /// # Errors
    /// When it names something outside of the checkout, or the directory is not there.
    pub(super) fn again(mut self, root: &Path) -> io::Result<(Inputs, Judging)> {
        // A configuration from elsewhere is kept in the request itself.
        let kept = self.inputs.configuring.kept.clone().unwrap_or_default().configs;
        let is_kept = |path: &mut PathBuf| path.to_str().is_some_and(|path| kept.contains_key(path));
        let config = self.inputs.configuring.config.take_if(is_kept);
        let asked = paths(&mut self.inputs).into_iter().map(|path| path.as_path());
        for path in asked.chain([Path::new(&self.directory)]) {
            if !path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir)) {
                let message = format!("the manifest asks for `{}`, which is not in the checkout", path.display());
                return Err(io::Error::other(message));
            }
        }
        for path in paths(&mut self.inputs) {
            *path = root.join(&*path);
        }
        self.inputs.configuring.config = config.or(self.inputs.configuring.config);
        self.inputs.configuring.by_name = true;
        let directory = root.join(&self.directory);
        env::set_current_dir(&directory)
            .map_err(|e| io::Error::new(e.kind(), format!("cannot go to `{}`: {e}", directory.display())))?;
        self.inputs.root = Some(root.to_owned());
        Ok((self.inputs, self.judging))
    }

    /// What the caller called the repository.
    pub(super) fn name(&self) -> Option<String> {
        self.name.clone()
    }

    /// Floors that it names and whose text it does not hold: no run goes on without reading them.
    pub(super) fn unread_floors(&self) -> Vec<String> {
        let configuring = &self.inputs.configuring;
        let read = |path: &String| configuring.kept.iter().flat_map(|kept| &kept.floors).any(|(name, _)| name == path);
        let named = configuring.enforce.iter().map(|path| path.to_string_lossy().replace('\\', "/"));
        named.filter(|path| !read(path)).collect()
    }

    /// Whether variables took part that stand in no file.
    pub(super) fn used_shell(&self) -> bool {
        self.inputs.env_from_shell
    }
}

fn paths(inputs: &mut Inputs) -> Vec<&mut PathBuf> {
    let lists = inputs.paths.iter_mut().chain(&mut inputs.files).chain(&mut inputs.env_file);
    lists.chain(&mut inputs.project_directory).chain(&mut inputs.configuring.config).collect()
}

fn below(root: &Path, path: &Path) -> Option<PathBuf> {
    let inside = path.strip_prefix(root).ok()?;
    Some(if inside.as_os_str().is_empty() { ".".into() } else { inside.to_owned() })
}
