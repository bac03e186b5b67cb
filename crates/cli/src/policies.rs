//! What the verbs that need policies share: which sources there are, reading them, and saying what is wrong with them.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use plimsoll_judge::config::{Config, Floors};
use plimsoll_loader::disk::DiskFiles;
use plimsoll_loader::load;
use plimsoll_policy::cage::Cage;
use plimsoll_policy::{Keeper, Ours, PolicyError, PolicySet, Source};
use plimsoll_report::{self as report, Options};
use plimsoll_source::files::join;
use plimsoll_source::problem::Severity;

use super::configure;
use super::output;
use super::scene::{self, Configuration};

/// What is wrong with policies is told up to this number; the rest is mostly the same again.
const TOLD: usize = 20;

/// Says that a source may replace what plimsoll ships.
const REPLACES: &str = "replaces:";

/// A source of policies as somebody names it: `DIR`, or `replaces:DIR`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Named {
    /// Where it lies.
    pub(crate) path: PathBuf,
    /// What it is called in messages, reports and evidence.
    pub(crate) name: String,
    /// Whether it may replace what plimsoll ships.
    replaces: bool,
}

impl Named {
    /// The same, called by its place below a root where it lies there: reports and evidence name no directory of this machine.
    pub(crate) fn below(&self, root: &Path) -> Self {
        let real = self.leads_away().then(|| self.path.canonicalize().ok()).flatten();
        match real.as_deref().and_then(|real| real.strip_prefix(root).ok()) {
            Some(inside) if !inside.as_os_str().is_empty() => {
                Self { name: shown(&inside.to_string_lossy()), ..self.clone() }
            }
            _ => self.clone(),
        }
    }

    /// The same where no directory of this machine is to be told: by the last part of a path that may lead out of the tree.
    pub(crate) fn by_name(mut self) -> Self {
        if let Some(last) = self.path.file_name().filter(|_| self.leads_away()) {
            self.name = format!("{}/{}", configure::OUTSIDE, shown(&last.to_string_lossy()));
        }
        self
    }

    fn leads_away(&self) -> bool {
        self.path.is_absolute() || self.path.starts_with("..")
    }
}

impl FromStr for Named {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (path, replaces) = text.strip_prefix(REPLACES).map_or((text, false), |path| (path, true));
        if path.is_empty() {
            return Err("it names no directory".to_owned());
        }
        Ok(Self { path: PathBuf::from(path), name: shown(path), replaces })
    }
}

/// The sources that a configuration names.
pub(crate) fn configured(config: &Config, files: &DiskFiles) -> Vec<Named> {
    let named = config.policies.iter().map(|source| Named {
        path: configure::beside(config, source.path(), files),
        name: if Path::new(source.path()).is_absolute() {
            source.path().to_owned()
        } else {
            join(&config.home, source.path())
        },
        replaces: source.replaces(),
    });
    named.collect()
}

/// The same sources where no directory of this machine is to be told; those of one name are numbered.
pub(crate) fn by_name(named: &[Named]) -> Vec<Named> {
    let mut all: Vec<Named> = Vec::new();
    for mut one in named.iter().cloned().map(Named::by_name) {
        let count = all.iter().filter(|known| known.name == one.name && known.path != one.path).count();
        if count > 0 {
            one.name = format!("{}-{}", one.name, count + 1);
        }
        all.push(one);
    }
    all
}

/// The policies in the binary (unless left out) and those of some sources. Without ours, their words and facts are still there. A source that
/// something is wrong with is left out: what that is stands beside the others.
///
/// # Errors
/// When nothing is left that judges.
pub(crate) fn set(named: &[Named], builtin: bool) -> Result<(PolicySet, Vec<PolicyError>), Vec<PolicyError>> {
    set_under(named, builtin, &Floors::default())
}

/// The same under floors: what they demand of our rules nobody takes the place of.
///
/// # Errors
/// When nothing is left that judges.
pub(crate) fn set_under(
    named: &[Named],
    builtin: bool,
    floors: &Floors,
) -> Result<(PolicySet, Vec<PolicyError>), Vec<PolicyError>> {
    let kept = kept(named, floors)?;
    let ours = if builtin { Ours::Shipped } else { Ours::Words };
    let mut sources = Vec::new();
    let mut errors = Vec::new();
    for named in once(named) {
        let texts = match texts_of(&named.path) {
            Ok(texts) => texts,
            Err(found) => {
                errors.extend(found);
                continue;
            }
        };
        let directory = shown(&named.path.to_string_lossy());
        let inside = |path: String| match path.strip_prefix(&directory) {
            Some(inside) => format!("{}{inside}", named.name),
            None => path,
        };
        let files = texts.into_iter().map(|(path, text)| (inside(path), text)).collect();
        sources.push(Source { name: named.name.clone(), files, replaces: named.replaces });
    }
    match PolicySet::of_readable_under(crate::shipped(), &ours, sources, keeper(), &|rule| kept.get(rule).cloned()) {
        Ok((set, found)) => Ok((set, [errors, found].concat())),
        Err(_) if !errors.is_empty() => Err(errors),
        Err(found) => Err(found),
    }
}

/// Our rules that floors demand, each with the floor; looked for only where a source may take their place.
fn kept(named: &[Named], floors: &Floors) -> Result<BTreeMap<String, String>, Vec<PolicyError>> {
    if floors.is_empty() || !named.iter().any(|named| named.replaces) {
        return Ok(BTreeMap::new());
    }
    let (ours, _) = PolicySet::of_readable(crate::shipped(), &Ours::Shipped, Vec::new(), None)?;
    Ok(ours.rules().iter().filter_map(|rule| Some((rule.id.to_string(), floors.keeps(rule)?))).collect())
}

/// Policies that are not ours are read and run in processes of their own.
pub(crate) fn keeper() -> Option<Arc<dyn Keeper>> {
    Cage::of_this_program().map(|cage| Arc::new(cage) as Arc<dyn Keeper>)
}

/// The same for a verb that judges nothing: with what the configuration of the current directory names. `None` where something is wrong;
/// stderr then says what.
pub(crate) fn set_here(named: &[Named], no_builtin: bool) -> io::Result<Option<PolicySet>> {
    let paths: Vec<PathBuf> = named.iter().map(|named| named.path.clone()).collect();
    let Configuration { mut layers, files, sources, mut problems } = scene::configuration(&paths)?;
    problems.extend(layers.take_problems());
    let shown = sources.show(problems.clone());
    report::write_problems(&shown, &sources.showcase(), &Options::default(), &mut output::stderr())?;
    if problems.iter().any(|problem| problem.severity == Severity::Error) {
        return Ok(None);
    }
    let mut all = Vec::new();
    for source in layers.configs().flat_map(|config| configured(config, &files)) {
        // To list rules runs none of them; and still nothing outside of the tree is read for it.
        match source.path.canonicalize() {
            Ok(real) if !real.starts_with(files.root()) => {
                super::complain(&format!("`{}` lies outside of the root, so its rules are not told", source.name))?;
            }
            _ => all.push(source),
        }
    }
    all.extend(named.iter().cloned());
    match set(&all, !no_builtin && layers.wants_builtin()) {
        Ok((set, errors)) if errors.is_empty() => Ok(Some(set)),
        Ok((_, errors)) | Err(errors) => {
            complain(&errors)?;
            Ok(None)
        }
    }
}

/// Each directory once, however it is spelled; it may replace ours where one of its mentions says so.
fn once(named: &[Named]) -> Vec<Named> {
    let mut all: Vec<(PathBuf, Named)> = Vec::new();
    for one in named {
        let real = one.path.canonicalize().unwrap_or_else(|_| one.path.clone());
        match all.iter_mut().find(|(known, _)| *known == real) {
            Some((_, known)) => known.replaces |= one.replaces,
            None => all.push((real, one.clone())),
        }
    }
    all.into_iter().map(|(_, named)| named).collect()
}

/// The policy files of a directory.
pub(crate) fn texts_of(directory: &Path) -> Result<Vec<(String, String)>, Vec<PolicyError>> {
    load::policies::texts(directory).map_err(|error| vec![PolicyError::unreadable(error.path, error.reason)])
}

fn shown(path: &str) -> String {
    let text = path.replace('\\', "/");
    let text = text.strip_prefix("./").unwrap_or(&text).trim_end_matches('/');
    if text.is_empty() { path.to_owned() } else { text.to_owned() }
}

/// Says on stderr what is wrong with policies: each with its code and place, one help for all that have the same.
pub(crate) fn complain(errors: &[PolicyError]) -> io::Result<()> {
    let mut helped = BTreeSet::new();
    for error in errors.iter().take(TOLD) {
        super::complain(&format!("error[{}]: {error}", error.code))?;
        if let Some(help) = error.help.as_ref().filter(|help| helped.insert(help.as_str())) {
            super::complain(&format!("  help: {help}"))?;
        }
    }
    match errors.len().saturating_sub(TOLD) {
        0 => Ok(()),
        more => super::complain(&format!("and {more} more mistakes in policies")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_counts_once_however_it_is_spelled() {
        let named = |text: &str| text.parse::<Named>().expect("a source");
        let all = once(&[named("src"), named("./src/"), named("replaces:src/evidence/.."), named("src/model")]);
        let told: Vec<(&str, bool)> = all.iter().map(|one| (one.name.as_str(), one.replaces)).collect();
        assert_eq!(told, [("src", true), ("src/model", false)]);
        assert!("replaces:".parse::<Named>().is_err());
    }
}
