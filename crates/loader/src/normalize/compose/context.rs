//! What one load carries along: the files it may read, what it read already, and what it met on the way.
//!
//! The only file of this step that calls parsers.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use super::decode::{self, Document, MAX_VALUES, Marks};
use super::environment::{Environment, Setting};
use super::interpolate::{Interpolation, VariableUse};
use super::overlay::Overlay;
use super::tree::{Path, Tree};
use super::weakening::Base;
use super::{EnvFileUse, Lacking, Options, directories, merge, samples, templates};
use crate::document::env::{EnvDocument, EnvFormat};
use crate::load;
use crate::normalize::submodules;
use plimsoll_model::{Address, UnknownCause};
use plimsoll_source::files::{Files, ReadError};
use plimsoll_source::problem::{Open, Problem, Severity};
use plimsoll_source::{FileId, Language, Sources, Span};

/// The code of a Compose file that cannot be opened.
const UNREADABLE: &str = "compose-file-unreadable";

/// Files that one project may be made of.
pub const MAX_FILES: usize = 1_000;

/// Values that are laid over each other, those below counted again for each document above them.
pub const MAX_MERGED: usize = 1_000_000;

/// What is the same for all files of one project, and differs in a project it includes.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    /// The project directory, relative to the root.
    pub(super) directory: String,
    pub(super) environment: Environment,
    /// What samples say of variables that nothing sets.
    pub(super) assumed: Rc<BTreeMap<String, Setting>>,
    /// The files whose `include` led here.
    pub(super) trail: Vec<String>,
    pub(super) id: usize,
}

/// A document and the marks it carries.
type Extended = (Rc<Tree>, Rc<Marks>);

/// One load of a project.
pub(super) struct Context<'a> {
    pub(super) options: Options,
    pub(super) files: &'a dyn Files,
    pub(super) sources: &'a Sources,
    pub(super) problems: Vec<Problem>,
    pub(super) uses: Vec<VariableUse>,
    pub(super) includes: usize,
    pub(super) home: Option<String>,
    /// Variables whose defaults docker compose refuses, each with what it says.
    pub(super) refused: BTreeMap<String, String>,
    /// The directory that docker compose is started in.
    pub(super) started_in: Option<String>,
    pub(super) env_files: Vec<EnvFileUse>,
    /// Services that are not of the shape the schema wants: what else is wrong with them follows from that.
    pub(super) broken: BTreeSet<String>,
    /// What is unknown besides variables.
    pub(super) unknown: Vec<(Address, UnknownCause, String)>,
    /// Services that extend each other in a circle.
    pub(super) looping: BTreeSet<String>,
    /// Places of paths in which a variable that nothing sets has a part.
    doubtful: HashSet<Span>,
    /// What services are made from, as far as it says how they are shut in.
    pub(super) bases: Vec<Base>,
    /// Env files that services may do without, and that are not here.
    pub(super) absent_env_files: Vec<(String, String)>,
    /// What later files of the project do to services.
    pub(super) overlays: Vec<Overlay>,
    scopes: usize,
    values: usize,
    merged: usize,
    interpolated: usize,
    read: BTreeSet<String>,
    documents: HashMap<FileId, Rc<Vec<Document>>>,
    extended: HashMap<(String, usize), Option<Extended>>,
}

impl<'a> Context<'a> {
    pub(super) fn new(options: Options, files: &'a dyn Files, sources: &'a Sources) -> Self {
        Self {
            options,
            files,
            sources,
            problems: Vec::new(),
            uses: Vec::new(),
            includes: 0,
            home: None,
            refused: BTreeMap::new(),
            started_in: None,
            env_files: Vec::new(),
            broken: BTreeSet::new(),
            unknown: Vec::new(),
            looping: BTreeSet::new(),
            doubtful: HashSet::new(),
            bases: Vec::new(),
            absent_env_files: Vec::new(),
            overlays: Vec::new(),
            scopes: 0,
            values: 0,
            merged: 0,
            interpolated: 0,
            read: BTreeSet::new(),
            documents: HashMap::new(),
            extended: HashMap::new(),
        }
    }

    pub(super) fn next_scope(&mut self) -> usize {
        self.scopes += 1;
        self.scopes
    }

    /// Whether an error was met in a file.
    pub(super) fn has_problem_in(&self, path: &str) -> bool {
        let Some(file) = self.sources.find(path) else { return false };
        let inside = |problem: &Problem| problem.span.is_some_and(|span| span.file == file);
        self.problems.iter().any(|problem| problem.severity == Severity::Error && inside(problem))
    }

    /// Counts values that are about to be copied; false where the project grows out of bounds, which is told once.
    pub(super) fn spend(&mut self, values: usize, span: Span) -> bool {
        let before = self.values;
        self.values = before.saturating_add(values);
        if self.values > MAX_VALUES && before <= MAX_VALUES {
            let problem = Problem::error("compose-too-large", format!("the project has more than {MAX_VALUES} values"));
            self.problems.push(problem.at(span).help("split it up; includes and bases count each time they are used"));
        }
        self.values <= MAX_VALUES
    }

    /// Whether the project has grown out of bounds.
    pub(super) fn is_spent(&self) -> bool {
        self.values > MAX_VALUES
    }

    /// Counts values that another document is laid over; false where that is too much, which is told once.
    pub(super) fn lay_over(&mut self, values: usize, span: Span) -> bool {
        let before = self.merged;
        self.merged = before.saturating_add(values);
        if self.merged > MAX_MERGED && before <= MAX_MERGED {
            let message = format!("the files laid over each other come to more than {MAX_MERGED} values");
            let problem = Problem::error("compose-too-large", message).at(span);
            self.problems.push(problem.help("merge some of them; those below count again for each one above"));
        }
        self.merged <= MAX_MERGED
    }

    /// Services that are not what their files make of them, so that what else seems wrong with them follows from that.
    pub(super) fn broken(&self) -> BTreeSet<String> {
        let of_service = |(at, cause, _): &(Address, UnknownCause, String)| {
            let mut way = at.segments();
            let is_service = way.next().as_deref() == Some("services") && *cause == UnknownCause::File;
            way.next().filter(|_| is_service && way.next().is_none()).map(|name| name.to_string())
        };
        self.broken.iter().cloned().chain(self.unknown.iter().filter_map(of_service)).collect()
    }

    /// What a deployment has and the files lack: a gap, or what docker compose says of it.
    pub(super) fn lack(&mut self, problem: Problem, at: Address, cause: UnknownCause) {
        if self.options.open() {
            self.unknown.push((at, cause, problem.lacks.clone().unwrap_or_default()));
            self.problems.push(problem.as_gap());
        } else {
            self.problems.push(problem);
        }
    }

    /// What a part of the project is called that stands in files which are not at hand: what it declares, nobody knows, as its gap tells.
    pub(super) fn part_elsewhere(&self) -> Option<String> {
        let services = Address::root().child("services");
        let part = self.unknown.iter().find(|(at, cause, _)| *cause == UnknownCause::File && *at == services);
        part.map(|(_, _, name)| name.clone())
    }

    /// Notes what a file that is not at hand may declare.
    pub(super) fn left_to(&mut self, file: &str, lacks: Vec<(Address, Span)>) {
        self.unknown.extend(lacks.into_iter().map(|(at, _)| (at, UnknownCause::File, file.to_owned())));
    }

    /// Files that only others complete: one gap, and what they lack is unknown.
    pub(super) fn incomplete(&mut self, files: &[String], lacks: Vec<(Address, Span)>) {
        let (Some(name), Some((_, first))) = (files.last(), lacks.first()) else { return };
        let things = if lacks.len() == 1 { "1 thing".to_owned() } else { format!("{} things", lacks.len()) };
        let message = format!("{name} completes other files, and none near it has what it lacks ({things})");
        self.problems.push(
            Problem::gap("compose-fragment", message)
                .at(*first)
                .lacking(name)
                .help("name the files that belong together as `environments.files` in plimsoll.yaml, or with `-f`"),
        );
        self.left_to(name, lacks);
    }

    /// How many gaps were met.
    pub(super) fn lacked(&self) -> usize {
        self.problems.iter().filter(|problem| problem.is_gap()).count()
    }

    /// A file that stands on another machine, and what it would have a part in.
    pub(super) fn remote(&mut self, what: &str, span: Span, at: Address) {
        let name = super::remote::shown(what);
        let problem = Problem::error("remote-not-loaded", format!("not loaded: {name} is remote"))
            .at(span)
            .lacking(name)
            .leaves_open(Open::Composed)
            .help("plimsoll reads local files only; put a copy next to the project");
        self.lack(problem, at, UnknownCause::File);
    }

    /// Notes that a variable which nothing sets has a part in the path at a place: which file it names, nobody knows.
    pub(super) fn doubt(&mut self, path: &Tree) {
        if self.options.open() && !path.origin.unset.is_empty() {
            self.doubt_at(path.origin.span);
        }
    }

    pub(super) fn doubt_at(&mut self, place: Span) {
        self.doubtful.insert(place);
    }

    /// Whether that was noted of a place.
    pub(super) fn is_doubtful(&self, place: Span) -> bool {
        self.doubtful.contains(&place)
    }

    /// Loads a file's text, or tells why not at the place that names it.
    pub(super) fn read(&mut self, path: &str, span: Option<Span>, code: &'static str, what: &str) -> Option<FileId> {
        self.read.insert(path.to_owned());
        let result = if self.read.len() > MAX_FILES {
            Err((format!("the project is made of more than {MAX_FILES} files"), false))
        } else {
            self.files.read(path, self.sources).map_err(|error| {
                // What somebody asked for by its name has to be there; what a file names may be elsewhere.
                let may_be = self.options.open() && span.is_some();
                match error {
                    error if may_be && span.is_some_and(|span| self.is_doubtful(span)) => {
                        let error =
                            if error == ReadError::NotFound { "no such file".to_owned() } else { error.to_string() };
                        (format!("{error}, and nothing sets a variable in its name"), true)
                    }
                    ReadError::NotFound => {
                        let is_held =
                            may_be && (code != UNREADABLE || submodules::hold(path, self.files, self.sources));
                        ("no such file or directory".to_owned(), is_held)
                    }
                    error => (error.to_string(), may_be && matches!(error, ReadError::Outside)),
                }
            })
        };
        match result {
            Ok(file) => Some(file),
            Err((why, is_elsewhere)) => {
                let code = if is_elsewhere && code == UNREADABLE { "compose-file-elsewhere" } else { code };
                // With nothing in a variable's place it is the name of no file that somebody meant.
                let written = span.filter(|span| self.is_doubtful(*span)).map(|span| self.sources.slice(span));
                let written = written
                    .filter(|written| written.contains('$') && !written.contains('\n') && !written.contains(": "));
                let name = written.as_ref().map_or(path, |written| written.trim_matches(['"', '\'', ' ']));
                let mut problem = Problem::error(code, format!("{what} {name}: {why}")).in_file(path).lacking(name);
                problem.span = span;
                let problem = problem.help("create the file, or correct its path where it is named");
                self.problems.push(if is_elsewhere { problem.as_gap() } else { problem });
                None
            }
        }
    }

    /// The documents of a Compose file.
    pub(super) fn documents(&mut self, path: &str, span: Option<Span>) -> Option<Rc<Vec<Document>>> {
        let file = self.read(path, span, UNREADABLE, "cannot open")?;
        if let Some(known) = self.documents.get(&file) {
            return Some(Rc::clone(known));
        }
        self.sources.read_as(file, Language::Yaml);
        let (yaml, problems, words) = if self.options.open() {
            load::yaml_templates::parse_open(file, self.sources)
        } else {
            let (yaml, problems) = load::yaml::parse(file, self.sources);
            (yaml, problems, None)
        };
        if self.options.open() && !problems.is_empty() && load::yaml_templates::is_template(file, self.sources) {
            let message = format!("{path} is a template, and no YAML before it is filled in: what it makes is unknown");
            let gap = load::templates::gap(path, message).in_file(path);
            self.problems.push(match span {
                Some(span) => gap.at(span),
                None => gap,
            });
            return None;
        }
        self.problems.extend(problems);
        self.problems.extend(words.as_ref().map(|words| templates::told(path, words)));
        let words = words.unwrap_or_default();
        let (mut documents, problems) = decode::documents(&yaml, path);
        documents.iter_mut().for_each(|document| templates::mark(&mut document.tree, &words, self.sources));
        self.problems.extend(problems);
        let documents = Rc::new(documents);
        self.documents.insert(file, Rc::clone(&documents));
        Some(documents)
    }

    /// Puts variables into a document whose paths read from `base`.
    pub(super) fn interpolate(&mut self, tree: &mut Tree, scope: &Scope, base: &str) {
        if !self.options.interpolate {
            return;
        }
        let mut interpolation = Interpolation::new(&scope.environment, self.sources);
        interpolation.assumed = self.options.open().then_some(&*scope.assumed);
        interpolation.refused = Some(&self.refused);
        let is_known = !self.options.open() || scope.environment.get("PWD").is_some();
        interpolation.here =
            self.started_in.as_deref().filter(|_| !is_known).and_then(|to| directories::between(base, to));
        interpolation.written = self.interpolated;
        interpolation.used = self.uses.len();
        interpolation.tree(tree, &mut Path::root());
        self.interpolated = interpolation.written;
        self.uses.append(&mut interpolation.uses);
        self.problems.append(&mut interpolation.problems);
    }

    /// A file that a service of another file extends: its documents merged, not checked, its own includes left out.
    pub(super) fn extended_file(&mut self, scope: &Scope, path: &str, span: Span) -> Option<Extended> {
        let key = (path.to_owned(), scope.id);
        if let Some(known) = self.extended.get(&key) {
            return known.clone();
        }
        let loaded = self.load_extended(scope, path, span);
        self.extended.insert(key, loaded.clone());
        loaded
    }

    fn load_extended(&mut self, scope: &Scope, path: &str, span: Span) -> Option<Extended> {
        let documents = self.documents(path, Some(span))?;
        let mut model: Option<Tree> = None;
        let mut marks = Marks::default();
        for document in documents.iter() {
            // What is larger was not decoded as a whole.
            if document.size > MAX_VALUES && !self.spend(document.size, document.tree.origin.span) {
                return None;
            }
            let mut tree = document.tree.clone();
            self.interpolate(&mut tree, scope, directories::of(path));
            marks.extend(&document.marks);
            model = Some(match model {
                Some(mut base) => {
                    document.marks.apply(&mut base);
                    merge::merge(base, tree, &Path::root(), &mut self.problems)
                }
                None => tree,
            });
        }
        Some((Rc::new(model?), Rc::new(marks)))
    }

    /// An env file, taken apart.
    pub(super) fn env_document(
        &mut self,
        path: &str,
        span: Option<Span>,
        format: EnvFormat,
        around: &dyn Fn(&str) -> Option<String>,
    ) -> Option<EnvDocument> {
        let file = self.read(path, span, "env-file-missing", "couldn't find env file")?;
        if let Some(problem) = load::in_utf16(file, "env-syntax", self.sources) {
            if !self.problems.contains(&problem) {
                self.problems.push(problem);
            }
            return None;
        }
        let text = self.sources.get(file);
        self.sources.read_as(file, if format == EnvFormat::Raw { Language::RawEnv } else { Language::Dotenv });
        let (mut document, mut problems) = load::env::document(file, &text.text, format, around);
        if self.options.open()
            && problems.iter().any(|problem| problem.severity == Severity::Error)
            && let Some((template, count)) = load::env::template(file, &text.text, format, around)
        {
            (document, problems) = (template, vec![load::templates::told(path, count)]);
        }
        for problem in problems {
            let is_lacking = self.options.open() && problem.code == "variable-required";
            let problem = if is_lacking { problem.as_gap() } else { problem };
            // The same file read for several services has the same mistakes.
            if !self.problems.contains(&problem) {
                self.problems.push(problem);
            }
        }
        Some(document)
    }

    /// The variables of an env file that feeds interpolation.
    pub(super) fn interpolation_file(
        &mut self,
        path: &str,
        span: Option<Span>,
        environment: &Environment,
    ) -> BTreeMap<String, Setting> {
        let around = |name: &str| environment.value(name);
        let Some(document) = self.env_document(path, span, EnvFormat::Dotenv, &around) else { return BTreeMap::new() };
        self.note_env_file(path, EnvFormat::Dotenv, None);
        settings(&document)
    }

    /// What the sample of an env file that is not there says.
    pub(super) fn sample(&mut self, path: &str, environment: &Environment) -> BTreeMap<String, Setting> {
        let Some(document) = self.sample_document(path, EnvFormat::Dotenv, environment) else { return BTreeMap::new() };
        settings(&document).into_iter().filter(|(_, setting)| !setting.value.is_empty()).collect()
    }

    /// The sample of an env file that is not there, taken apart. What is wrong with it is told where it is judged by itself.
    pub(super) fn sample_document(
        &mut self,
        path: &str,
        format: EnvFormat,
        environment: &Environment,
    ) -> Option<EnvDocument> {
        if self.options.lacking != Lacking::Assumed {
            return None;
        }
        let file = self.files.read(&samples::beside(path, self.files)?, self.sources).ok()?;
        self.sources.read_as(file, if format == EnvFormat::Raw { Language::RawEnv } else { Language::Dotenv });
        let around = |name: &str| environment.value(name);
        Some(load::env::document(file, &self.sources.get(file).text, format, &around).0)
    }

    /// Adds what env files set and the environment lacks; later files win over earlier ones.
    pub(super) fn fill(&mut self, environment: &mut Environment, files: &[(String, Option<Span>)]) {
        let mut together = BTreeMap::new();
        let mut seen = environment.clone();
        for (path, span) in files {
            let settings = self.interpolation_file(path, *span, &seen);
            seen.fill(settings.clone());
            together.extend(settings);
        }
        environment.fill(together);
    }

    /// Remembers who uses an env file: a service, or interpolation.
    pub(super) fn note_env_file(&mut self, path: &str, format: EnvFormat, service: Option<&str>) {
        let found = self.env_files.iter().position(|known| known.path == path);
        let index = found.unwrap_or_else(|| {
            self.env_files.push(EnvFileUse { path: path.to_owned(), ..EnvFileUse::default() });
            self.env_files.len() - 1
        });
        let used = &mut self.env_files[index];
        used.raw |= format == EnvFormat::Raw;
        used.dotenv |= format == EnvFormat::Dotenv;
        match service {
            Some(service) => {
                used.services.insert(service.to_owned());
            }
            None => used.interpolation = true,
        }
    }
}

/// What an env file sets, the last statement of each name.
pub(super) fn settings(document: &EnvDocument) -> BTreeMap<String, Setting> {
    let set = document.assignments.iter().filter_map(|assignment| {
        let value = assignment.value.clone()?;
        Some((assignment.key.value.clone(), Setting { value, at: Some(assignment.span) }))
    });
    set.collect()
}
