//! The image builds of a project: which Dockerfile stands behind each service, for which target, with which arguments. Pure.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{Loaded, Surroundings};
use crate::document::dockerfile::{Dockerfile, Word};
use crate::document::text::Mapped;
use crate::load;
use crate::normalize::compose::{is_remote_context, remote_name};
use crate::normalize::dockerfile::{self, BuildRequest, Named, Platform};
use crate::normalize::service::{resource, scalar, text};
use crate::normalize::submodules;
use crate::normalize::units::split;
use plimsoll_model::{Address, Build, Origins, StageBase, StageEffect, UnknownCause};
use plimsoll_source::Language;
use plimsoll_source::files::{EntryKind, Files, ReadError, join};
use plimsoll_source::problem::{Open, Problem};

/// Instructions of Dockerfiles that services of a project build in several ways, all ways but the first: far more than any project has.
const MAX_AGAIN: usize = 5_000;

/// Whether a build gets the arguments that the caller or a configuration gives.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Given {
    /// It does.
    Yes,
    /// It gets none.
    No,
}

/// What a named context is. `built` are the images that services of the project build.
pub(super) fn named(value: &str, built: &BTreeMap<String, StageEffect>) -> Named {
    if let Some(image) = value.strip_prefix("docker-image://") {
        return Named::Image(image.to_owned());
    }
    let effect = value.strip_prefix("service:").and_then(|service| built.get(service));
    effect.map_or(Named::Elsewhere, |effect| Named::Built(Box::new(effect.clone())))
}

/// What a request comes to.
pub(super) struct Made {
    /// The build, and the same on platforms where it starts from other stages.
    pub(super) builds: BTreeMap<String, Build>,
    pub(super) problems: Vec<Problem>,
    /// As [`stands_for_plain`].
    pub(super) stands_for_plain: bool,
    /// Every stage has something to start from.
    pub(super) is_whole: bool,
}

/// Makes what a request asks for.
pub(super) fn make(
    request: &BuildRequest,
    document: &Dockerfile,
    given: Given,
    around: Surroundings<'_>,
    origins: &mut Origins,
) -> Made {
    let mut request = request.clone();
    // Only what the file asks for is given to it.
    let words = document.instructions.iter().filter(|instruction| instruction.is("ARG")).flat_map(|i| &i.args);
    let asked: BTreeSet<&str> = words.map(|word| word.text().split('=').next().unwrap_or_default()).collect();
    let args = if given == Given::Yes { around.building.args_of(&request.dockerfile) } else { BTreeMap::new() };
    let args = args.into_iter().filter(|(name, _)| asked.contains(name.as_str()));
    request.args.extend(args.map(|(name, value)| (name, Some(value))));
    let mut one = |request: &BuildRequest| {
        dockerfile::build(request, document, around.files, around.sources, around.known, origins)
    };
    let (build, problems) = one(&request);
    let stands_for_plain = stands_for_plain(&build, document);
    let is_whole = !build.stages.iter().any(|stage| matches!(stage.from.base, StageBase::Unknown));
    let mut builds = BTreeMap::new();
    for Platform { name, arguments: args, unserved } in dockerfile::other_platforms(document, &request) {
        let request = BuildRequest { key: format!("{}@{name}", request.key), args, unserved, ..request.clone() };
        // What is wrong with it is told once.
        let (build, _) = one(&request);
        builds.insert(request.key, build);
    }
    builds.insert(request.key, build);
    Made { builds, problems, stands_for_plain, is_whole }
}

/// Whether a build shows what `docker build` makes without being told more: the last stage, and no ARG with another value than its default. Where the
/// defaults name no image to start from, that cannot be built, and there is nothing more to show.
fn stands_for_plain(build: &Build, document: &Dockerfile) -> bool {
    let is_last = build.target_stage.is_none_or(|index| index + 1 == build.stages.len());
    let words = document.instructions.iter().filter(|instruction| instruction.is("ARG")).flat_map(|i| &i.args);
    let replaces = |word: &Word| {
        let Some((name, default)) = word.text().split_once('=') else { return false };
        let default = default.trim_matches(['"', '\'']);
        build.args.get(name).is_some_and(|given| given.as_deref() != Some(default))
    };
    let is_plain = is_last && !words.into_iter().any(replaces);
    is_plain || build.stages.iter().any(|stage| !stage.from.default_valid)
}

/// Builds of all services; answers which service builds which.
pub(super) fn of_services(document: &Map<String, Value>, loaded: &mut Loaded, around: Surroundings<'_>) -> Builds {
    let (mut problems, mut elsewhere) = (Vec::new(), Vec::new());
    let mut wanted: Vec<(BuildRequest, Option<Address>)> = Vec::new();
    let mut build_of = BTreeMap::new();
    let (mut known, mut keys, mut counts) = (BTreeMap::new(), BTreeSet::new(), BTreeMap::new());
    let mut contexts: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for name in document.get("services").and_then(Value::as_object).into_iter().flat_map(Map::keys) {
        let Some(config) = resource(document, "services", name).and_then(|s| s.get("build")).and_then(Value::as_object)
        else {
            continue;
        };
        let Some((mut request, inline)) = request(config, name, &loaded.project.files, around.files) else {
            problems.extend(not_loaded(config, name, &loaded.origins));
            continue;
        };
        let names = named_contexts(config);
        let identity = identity(&request, &names, inline.as_ref());
        if let Some(other) = known.get(&identity).and_then(|index: &usize| wanted.get_mut(*index)) {
            other.0.services.push(name.clone());
            build_of.insert(name.clone(), other.0.key.clone());
            continue;
        }
        known.insert(identity, wanted.len());
        // The same Dockerfile with other arguments: `Dockerfile#2`, ….
        let plain = request.key.clone();
        let count = counts.entry(plain.clone()).or_insert(0usize);
        while !keys.insert(request.key.clone()) {
            *count += 1;
            request.key = format!("{plain}#{}", *count + 1);
        }
        build_of.insert(name.clone(), request.key.clone());
        contexts.insert(request.key.clone(), names);
        wanted.push((request, inline));
    }
    let mut spent = Spent::default();
    // An image that another one is built on is made before it.
    let mut built: BTreeMap<String, StageEffect> = BTreeMap::new();
    let mut open: BTreeSet<String> = build_of.keys().cloned().collect();
    while !wanted.is_empty() {
        let waits = |(request, _): &(BuildRequest, Option<Address>)| {
            let services = contexts[&request.key].values().filter_map(|value| value.strip_prefix("service:"));
            services.into_iter().any(|service| open.contains(service))
        };
        // Those that wait for each other are refused by the builder: one of them goes first.
        let next = wanted.iter().position(|one| !waits(one)).unwrap_or(0);
        let (mut request, inline) = wanted.remove(next);
        request.contexts = contexts[&request.key].iter().map(|(n, value)| (n.clone(), named(value, &built))).collect();
        for service in &request.services {
            open.remove(service);
        }
        let told = problems.len();
        let Some(text) = dockerfile_text(&request, inline.as_ref(), document, loaded, around, &mut problems) else {
            let is_elsewhere = problems[told..].iter().any(Problem::is_gap);
            for service in &request.services {
                build_of.remove(service);
                let at = Address::root().child("services").child(service).child("build").child("dockerfile");
                elsewhere.extend(is_elsewhere.then(|| (at, UnknownCause::File, request.dockerfile.clone())));
            }
            continue;
        };
        let (parsed, found) = load::dockerfile::parse_open(&text, &request.dockerfile);
        if !spent.allows(&request, parsed.instructions.len()) {
            for service in &request.services {
                build_of.remove(service);
            }
            continue;
        }
        problems.extend(found);
        request.inherited = spent.inherited;
        let made = make(&request, &parsed, Given::Yes, around, &mut loaded.origins);
        spent.inherited += made.builds.values().map(dockerfile::inherited).sum::<usize>();
        problems.extend(made.problems);
        if let Some(effect) = made.builds.get(&request.key).and_then(|build| build.effect.as_ref()) {
            built.extend(request.services.iter().map(|service| (service.clone(), effect.clone())));
        }
        if inline.is_none() {
            *loaded.plainly.entry(request.dockerfile.clone()).or_default() |= made.stands_for_plain;
            around.sources.read_as(text.file(), Language::Dockerfile);
            loaded.languages.insert(request.dockerfile.clone(), Language::Dockerfile);
            loaded.used.insert(request.dockerfile.clone());
        }
        loaded.project.builds.extend(made.builds);
    }
    problems.extend(spent.left_out(&loaded.origins));
    Builds { build_of, problems, elsewhere }
}

/// What came of the builds of a project's services.
pub(super) struct Builds {
    /// The build of each service that has one.
    pub(super) build_of: BTreeMap<String, String>,
    pub(super) problems: Vec<Problem>,
    /// Dockerfiles that only a deployment has.
    pub(super) elsewhere: Vec<(Address, UnknownCause, String)>,
}

/// What the builds of a project took so far: one small Dockerfile may be built in a thousand ways.
#[derive(Default)]
struct Spent {
    dockerfiles: BTreeSet<String>,
    again: usize,
    inherited: usize,
    /// The first service whose build is not judged, and how many there are.
    left_out: Option<(String, String, usize)>,
}

impl Spent {
    /// Whether a Dockerfile of so many instructions is judged as it is asked for.
    fn allows(&mut self, request: &BuildRequest, instructions: usize) -> bool {
        let text = if request.inline { &request.key } else { &request.dockerfile };
        if self.dockerfiles.insert(text.clone()) {
            return true;
        }
        self.again += instructions;
        if self.again <= MAX_AGAIN {
            return true;
        }
        let first = request.services.first().cloned().unwrap_or_default();
        let left_out = self.left_out.get_or_insert((first, request.dockerfile.clone(), 0));
        left_out.2 += request.services.len();
        false
    }

    fn left_out(self, origins: &Origins) -> Option<Problem> {
        let (service, dockerfile, count) = self.left_out?;
        let message = format!(
            "services build the same Dockerfiles in so many ways that more than {MAX_AGAIN} instructions are read again; the builds of {count} of them are not judged, first `{dockerfile}` of {service}"
        );
        let problem = Problem::error("dockerfile-limit", message)
            .help("let services share what they build, or check parts of the project by themselves")
            .leaves_open(Open::Dockerfile);
        Some(at_build(problem, &service, "dockerfile", origins))
    }
}

/// What makes builds the same.
type Identity = (
    String,
    Option<String>,
    Option<String>,
    BTreeMap<String, Option<String>>,
    BTreeMap<String, String>,
    Option<Address>,
);

fn identity(request: &BuildRequest, contexts: &BTreeMap<String, String>, inline: Option<&Address>) -> Identity {
    let BuildRequest { dockerfile, context, target, args, .. } = request;
    (dockerfile.clone(), context.clone(), target.clone(), args.clone(), contexts.clone(), inline.cloned())
}

/// The named contexts of a service's build: Compose's own, and those of its `x-bake`.
fn named_contexts(config: &Map<String, Value>) -> BTreeMap<String, String> {
    let bake = config.get("x-bake").and_then(|bake| bake.get("contexts"));
    let maps = bake.into_iter().chain(config.get("additional_contexts")).filter_map(Value::as_object).flatten();
    maps.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect()
}

/// What a service's `build` asks for; `None` for a context that is not at hand. The address is that of an inline Dockerfile.
fn request(
    config: &Map<String, Value>,
    service: &str,
    own: &[String],
    files: &dyn Files,
) -> Option<(BuildRequest, Option<Address>)> {
    let context = text(config, "context").unwrap_or_else(|| ".".to_owned());
    let remote = is_remote_context(&context);
    let inline = text(config, "dockerfile_inline").is_some_and(|t| !t.is_empty());
    if (remote || remote_dockerfile(config).is_some()) && !inline {
        return None;
    }
    let context = (!remote).then(|| join(".", &context));
    let target = text(config, "target").filter(|t| !t.is_empty());
    let args = config.get("args").and_then(Value::as_object).into_iter().flatten();
    let at = inline.then(|| Address::root().child("services").child(service).child("build").child("dockerfile_inline"));
    let dockerfile = if inline {
        own.first().cloned().unwrap_or_default()
    } else {
        let name = text(config, "dockerfile").filter(|d| !d.is_empty()).unwrap_or_else(|| "Dockerfile".to_owned());
        taken(join(context.as_deref()?, &name), files)
    };
    let key = match (&target, inline) {
        (_, true) => format!("{dockerfile}#{service}"),
        (Some(target), false) => format!("{dockerfile}#{target}"),
        (None, false) => dockerfile.clone(),
    };
    let args = args.map(|(name, value)| (name.clone(), scalar(value))).collect();
    Some((
        BuildRequest {
            key,
            dockerfile,
            inline,
            context,
            context_assumed: false,
            target,
            args,
            contexts: BTreeMap::new(),
            services: vec![service.to_owned()],
            inherited: 0,
            unserved: BTreeSet::new(),
        },
        at,
    ))
}

/// The file that the builder takes under a name: where there is no `Dockerfile`, it takes a `dockerfile` beside.
fn taken(path: String, files: &dyn Files) -> String {
    let lower = match split(&path) {
        (directory, "Dockerfile") => join(directory, "dockerfile"),
        _ => return path,
    };
    let falls_back = files.kind(&path).is_none() && files.kind(&lower) == Some(EntryKind::File);
    if falls_back { lower } else { path }
}

/// The URL of a Dockerfile.
fn remote_dockerfile(config: &Map<String, Value>) -> Option<String> {
    text(config, "dockerfile").filter(|name| name.contains("://"))
}

/// A build whose Dockerfile lies on another machine, or is that of another service's image.
fn not_loaded(config: &Map<String, Value>, service: &str, origins: &Origins) -> Option<Problem> {
    let (key, what, name) = match remote_dockerfile(config) {
        Some(name) => ("dockerfile", "Dockerfile", name),
        None => ("context", "build context", text(config, "context")?),
    };
    let message = format!("not loaded: the {what} {} of {service} is remote", remote_name(&name));
    let problem = Problem::gap("remote-not-loaded", message)
        .lacking(remote_name(&name))
        .help("its Dockerfile is not judged here; judge it where it lies");
    Some(at_build(problem, service, key, origins).leaves_open(Open::Dockerfile))
}

/// A problem at an attribute of a service's build.
fn at_build(problem: Problem, service: &str, key: &str, origins: &Origins) -> Problem {
    let at = Address::root().child("services").child(service).child("build").child(key);
    match origins.nearest(&at) {
        Some((_, origin)) => problem.at(origin.span),
        None => problem,
    }
}

/// That a Dockerfile could not be had: one problem for each service that builds it.
fn not_read(
    request: &BuildRequest,
    error: &ReadError,
    named: bool,
    origins: &Origins,
    around: Surroundings<'_>,
) -> Vec<Problem> {
    let key = if named { "dockerfile" } else { "context" };
    let one = |service: &String| {
        let name = format!("the Dockerfile `{}` of {service}", request.dockerfile);
        let problem = match error {
            ReadError::Outside => Problem::gap(
                "dockerfile-elsewhere",
                format!("{name} lies outside the scanned root, so it is not judged"),
            )
            .lacking(&request.dockerfile)
            .help("check a directory that holds both the Compose file and what it builds"),
            ReadError::NotFound if submodules::hold(&request.dockerfile, around.files, around.sources) => Problem::gap(
                "dockerfile-elsewhere",
                format!("{name} is not judged: it lies in a submodule that is not checked out"),
            )
            .lacking(&request.dockerfile)
            .help("`git submodule update --init` checks it out"),
            ReadError::NotFound if hangs_on_unset(service, origins) => Problem::gap(
                "dockerfile-elsewhere",
                format!("{name} is not judged: its place hangs on a variable that nothing sets, and it is not there"),
            )
            .lacking(&request.dockerfile)
            .help("set the variable in the environment or in `.env`, or give it a default with `${NAME:-default}`"),
            ReadError::NotFound => {
                Problem::warning("dockerfile-not-found", format!("{name} is not judged: there is no such file"))
                    .help("correct `build.context` or `build.dockerfile`, or judge it where it lies")
            }
            error => return super::unreadable(&request.dockerfile, error),
        };
        at_build(problem, service, key, origins).leaves_open(Open::Dockerfile)
    };
    request.services.iter().map(one).collect()
}

/// Whether where a service's Dockerfile lies hangs on a variable that nothing sets.
fn hangs_on_unset(service: &str, origins: &Origins) -> bool {
    let build = Address::root().child("services").child(service).child("build");
    ["context", "dockerfile"].iter().any(|key| {
        let origin = origins.nearest(&build.child(*key));
        origin.is_some_and(|(at, origin)| build.contains(&at) && !origin.unset.is_empty())
    })
}

/// That what is judged is what the builder takes where no variable is set, and may be another Dockerfile where one is.
fn doubtful(request: &BuildRequest, origins: &Origins) -> Vec<Problem> {
    let doubted = request.services.iter().filter(|service| hangs_on_unset(service, origins));
    let one = |service: &String| {
        let message = format!(
            "which Dockerfile {service} builds hangs on a variable that nothing sets; `{}` is judged",
            request.dockerfile
        );
        let problem = Problem::gap("dockerfile-unset", message)
            .lacking(&request.dockerfile)
            .help("set the variable in the environment or in `.env`, or give it a default with `${NAME:-default}`");
        at_build(problem, service, "context", origins).leaves_open(Open::Dockerfile)
    };
    doubted.map(one).collect()
}

fn dockerfile_text(
    request: &BuildRequest,
    inline: Option<&Address>,
    document: &Map<String, Value>,
    loaded: &Loaded,
    around: Surroundings<'_>,
    problems: &mut Vec<Problem>,
) -> Option<Mapped> {
    if let Some(at) = inline {
        let mut value: &Value = document.get("services")?;
        for segment in at.segments().skip(1) {
            value = value.get(&segment)?;
        }
        let (_, origin) = loaded.origins.nearest(at)?;
        let source = around.sources.get(origin.span.file);
        return Some(Mapped::of_value(origin.span, &source.text, value.as_str()?));
    }
    let named = request.services.iter().any(|service| {
        let build = resource(document, "services", service).and_then(|s| s.get("build")).and_then(Value::as_object);
        build.and_then(|build| text(build, "dockerfile")).is_some_and(|name| name != "Dockerfile")
    });
    match around.files.read(&request.dockerfile, around.sources) {
        Ok(file) => {
            if let Some(problem) = load::in_utf16(file, "dockerfile-syntax", around.sources) {
                problems.push(problem.leaves_open(Open::Dockerfile));
                return None;
            }
            problems.extend(load::with_other_bytes(file, around.sources));
            problems.extend(doubtful(request, &loaded.origins));
            Some(Mapped::whole(file, &around.sources.get(file).text))
        }
        Err(error) => {
            problems.extend(not_read(request, &error, named, &loaded.origins, around));
            None
        }
    }
}
