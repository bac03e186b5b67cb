//! What the caller means by what he wrote: two sides, or two revisions with all that is in them.
//!
//! A file or directory is what it is; then a name is that of an environment; then of a revision. `REV:` says that a revision is meant.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use plimsoll_source::Sources;
use plimsoll_source::problem::Problem;

use super::Args;
use super::side::{Asked, Stage, WORK_TREE};
use crate::inputs::Inputs;
use crate::repository::{Faults, Revision, Revisions};
use crate::scene::{self, Instead, Scene};

/// What is to be compared.
pub(super) enum Given {
    /// Two projects.
    Sides(Side, Side),
    /// Everything at two times.
    Revisions(Rc<Place>, Rc<Place>),
}

/// A project as the caller names it, and where it is looked for.
pub(super) struct Side {
    pub(super) text: String,
    pub(super) place: Rc<Place>,
    /// The revision that may be meant, where none is called so.
    pub(super) near: Option<String>,
}

/// The files as they lie there, or those of a revision.
pub(super) struct Place {
    pub(super) scene: Scene,
    pub(super) then: Option<Then>,
    /// What was met while it was made.
    pub(super) met: Vec<Problem>,
}

/// A revision that a place is of.
pub(super) struct Then {
    pub(super) revision: Revision,
    revisions: Rc<Revisions>,
    faults: Faults,
}

impl Place {
    /// What stands before its paths.
    pub(super) fn label(&self) -> Option<String> {
        self.then.as_ref().map(|then| then.revision.name.clone())
    }

    /// How it is called.
    pub(super) fn name(&self) -> String {
        self.label().unwrap_or_else(|| WORK_TREE.to_owned())
    }

    /// The objects that could not be read so far.
    pub(super) fn unread(&self) -> Option<Problem> {
        let then = self.then.as_ref()?;
        Some(then.revisions.told(&then.revision.name, &then.faults.first()?))
    }
}

/// Makes out what is meant. The inner error is what the caller is told.
pub(super) fn read(args: &Args) -> io::Result<Result<Given, Problem>> {
    let mut places = Places {
        root: &args.root,
        looked: vec![args.root.clone()],
        revisions: None,
        made: Vec::new(),
        near: BTreeMap::new(),
    };
    Ok(match &args.to {
        None => places.range(&args.from)?,
        Some(to) => places.sides(&args.from, to)?,
    })
}

/// Places that are made where they are asked for, each once.
struct Places<'a> {
    root: &'a Path,
    /// What has to be looked through of the files as they lie there.
    looked: Vec<PathBuf>,
    revisions: Option<Rc<Revisions>>,
    made: Vec<Rc<Place>>,
    /// Names that are none of a revision, with the one that may be meant.
    near: BTreeMap<String, String>,
}

/// What the caller named on one side.
enum Named {
    Here(String),
    /// A revision, and what of it.
    Then(Revision, Option<String>),
}

type Tried<T> = io::Result<Result<T, Problem>>;

impl Places<'_> {
    /// One word: two revisions with dots between them, or one that the files are held against.
    fn range(&mut self, text: &str) -> Tried<Given> {
        let revisions = match self.revisions()? {
            Ok(revisions) => revisions,
            Err(problem) => return Ok(Err(problem)),
        };
        let both = |from: &str, to: &str| Ok::<_, Problem>((revisions.revision(from)?, revisions.revision(to)?));
        let is_path = text.contains("..") && self.root.join(text).exists();
        let found = if is_path {
            let message = format!("`{text}` is a path, and nothing is held against it");
            Err(Problem::error("revision-unknown", message).help("name two, or a revision of git"))
        } else if let Some((from, to)) = text.split_once("...") {
            both(from, to).and_then(|(from, to)| {
                let base = revisions.merge_base(&from, &to)?;
                let name = base.short().to_owned();
                Ok((base.called(name), Some(to)))
            })
        } else if let Some((from, to)) = text.split_once("..") {
            both(from, to).map(|(from, to)| (from, Some(to)))
        } else {
            match self.then(&revisions, text) {
                Ok(Some(Named::Then(revision, Some(rest)))) => {
                    let (from, to) = (Named::Then(revision, Some(rest.clone())), Named::Here(rest));
                    return self.given(from, to);
                }
                Ok(_) => match revisions.revision(text.trim_end_matches(':')) {
                    Ok(revision) => Ok((revision, None)),
                    Err(problem) => {
                        let help = problem.help.clone().unwrap_or_default();
                        Err(problem.help(format!(
                            "{help}; two environments, directories or sets of files are named by two words"
                        )))
                    }
                },
                Err(problem) => Err(problem),
            }
        };
        let (from, to) = match found {
            Ok(found) => found,
            Err(problem) => return Ok(Err(problem)),
        };
        let to = to.map_or_else(|| Named::Here(".".to_owned()), |to| Named::Then(called(to), None));
        self.given(Named::Then(called(from), None), to)
    }

    fn sides(&mut self, from: &str, to: &str) -> Tried<Given> {
        let of = |text: &&str| Asked::read(text, self.root, None).paths(self.root);
        self.looked = [from, to].iter().flat_map(of).collect();
        self.looked.sort();
        self.looked.dedup();
        let mut named = Vec::new();
        for text in [from, to] {
            match self.named(text)? {
                Ok(one) => named.push(one),
                Err(problem) => return Ok(Err(problem)),
            }
        }
        let (Some(to), Some(from)) = (named.pop(), named.pop()) else {
            return Err(io::Error::other("internal: two sides were named"));
        };
        self.given(from, to)
    }

    fn given(&mut self, from: Named, to: Named) -> Tried<Given> {
        let is_all = |named: &Named| match named {
            Named::Here(text) => text == ".",
            Named::Then(_, rest) => rest.is_none(),
        };
        let is_then = |named: &Named| matches!(named, Named::Then(..));
        let are_all = is_all(&from) && is_all(&to) && (is_then(&from) || is_then(&to));
        let mut sides = Vec::new();
        for named in [from, to] {
            let (place, text) = match named {
                Named::Here(text) => (Ok(self.here()?), text),
                Named::Then(revision, rest) => (self.place(revision)?, rest.unwrap_or_else(|| ".".to_owned())),
            };
            match place {
                Ok(place) => {
                    let near = self.near.get(&text).filter(|_| place.then.is_none()).cloned();
                    sides.push(Side { text, place, near });
                }
                Err(problem) => return Ok(Err(problem)),
            }
        }
        let (Some(to), Some(from)) = (sides.pop(), sides.pop()) else {
            return Err(io::Error::other("internal: two sides were named"));
        };
        Ok(Ok(match are_all {
            true => Given::Revisions(from.place, to.place),
            false => Given::Sides(from, to),
        }))
    }

    /// What one of two words means.
    fn named(&mut self, text: &str) -> Tried<Named> {
        let path = self.root.join(text);
        let has_separator = text.contains(['/', std::path::MAIN_SEPARATOR]);
        let is_path =
            matches!(text, "." | "..") || text.contains(',') || path.is_file() || (has_separator && path.exists());
        let of_directory = text.rsplit_once(':').is_some_and(|(directory, _)| self.root.join(directory).is_dir());
        if is_path || of_directory {
            return Ok(Ok(Named::Here(text.to_owned())));
        }
        let revisions = match self.revisions()? {
            Ok(revisions) => revisions,
            // There is nothing but revisions that a name could mean.
            Err(problem) if Revisions::is_bare(self.root) && Asked::read(text, self.root, None).bare().is_some() => {
                return Ok(Err(problem));
            }
            Err(_) => return Ok(Ok(Named::Here(text.to_owned()))),
        };
        if text.contains(':') {
            return Ok(self.then(&revisions, text).map(|found| found.unwrap_or_else(|| Named::Here(text.to_owned()))));
        }
        let steps = text.find(['~', '^']);
        let is_revision = revisions.has(&text[..steps.unwrap_or(text.len())]);
        if Asked::read(text, self.root, None).bare().is_none() && !is_revision {
            return Ok(Ok(Named::Here(text.to_owned())));
        }
        let here = self.here()?;
        let is_known = Stage::new(&here.scene, self.root, None)?.knows(text);
        if is_known && is_revision {
            let message = format!("`{text}` is taken for the environment or directory; the revision is `{text}:`");
            crate::complain(&message)?;
        }
        if !is_known && !is_revision {
            let (start, steps) = text.split_at(steps.unwrap_or(text.len()));
            self.near.extend(revisions.meant(start).map(|near| (text.to_owned(), format!("{near}{steps}"))));
        }
        match !is_known && is_revision {
            true => Ok(revisions.revision(text).map(|revision| Named::Then(called(revision), None))),
            false => Ok(Ok(Named::Here(text.to_owned()))),
        }
    }

    /// `REV:` and `REV:REST`, where the word before the colon is a revision and no directory.
    fn then(&self, revisions: &Revisions, text: &str) -> Result<Option<Named>, Problem> {
        let Some((name, rest)) = text.split_once(':') else { return Ok(None) };
        if name.is_empty() || self.root.join(name).is_dir() {
            return Ok(None);
        }
        let revision = called(revisions.revision(name)?);
        Ok(Some(Named::Then(revision, Some(rest.to_owned()).filter(|rest| !rest.is_empty() && rest != "."))))
    }

    fn revisions(&mut self) -> Tried<Rc<Revisions>> {
        if let Some(revisions) = &self.revisions {
            return Ok(Ok(Rc::clone(revisions)));
        }
        let (root, _) = scene::root(&self.inputs())?;
        Ok(Revisions::of(&root).map(|revisions| {
            let revisions = Rc::new(revisions);
            self.revisions = Some(Rc::clone(&revisions));
            revisions
        }))
    }

    fn inputs(&self) -> Inputs {
        Inputs { paths: vec![self.root.to_owned()], ..Inputs::default() }
    }

    fn here(&mut self) -> io::Result<Rc<Place>> {
        if let Some(place) = self.made.iter().find(|place| place.then.is_none()) {
            return Ok(Rc::clone(place));
        }
        let mut scene = scene::set(&Inputs { paths: self.looked.clone(), ..Inputs::default() }, &[])?;
        let met = met(&mut scene);
        Ok(self.keep(Place { scene, then: None, met }))
    }

    fn place(&mut self, revision: Revision) -> Tried<Rc<Place>> {
        let is_it = |place: &&Rc<Place>| place.label().as_ref() == Some(&revision.name);
        if let Some(place) = self.made.iter().find(is_it) {
            return Ok(Ok(Rc::clone(place)));
        }
        let revisions = match self.revisions()? {
            Ok(revisions) => revisions,
            Err(problem) => return Ok(Err(problem)),
        };
        let (root, _) = scene::root(&self.inputs())?;
        let (files, faults) = match revisions.files(&revision, &root) {
            Ok(found) => found,
            Err(problem) => return Ok(Err(problem)),
        };
        // One value is the same in all of them.
        let sources = self.made.first().map_or_else(Sources::default, |place| place.scene.sources.beside());
        let mut scene = scene::set_on(&self.inputs(), &[], Some(Instead { files, sources }))?;
        let met = met(&mut scene);
        let then = Some(Then { revision, revisions, faults });
        Ok(Ok(self.keep(Place { scene, then, met })))
    }

    fn keep(&mut self, place: Place) -> Rc<Place> {
        let place = Rc::new(place);
        self.made.push(Rc::clone(&place));
        place
    }
}

/// A revision under the name that stands before its paths.
fn called(revision: Revision) -> Revision {
    let is_hash = revision.name == revision.id();
    let short = revision.short().to_owned();
    match revision.name.as_str() {
        "" => revision.called("HEAD"),
        _ if is_hash => revision.called(short),
        _ => revision,
    }
}

fn met(scene: &mut Scene) -> Vec<Problem> {
    let mut met = std::mem::take(&mut scene.problems);
    met.extend(scene.layers.take_problems());
    met
}
