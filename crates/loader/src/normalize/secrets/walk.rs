//! Goes through a project and hands every value that may hold a secret to the collector.

use serde_json::{Map, Value};

use super::collect::{Collector, Spot};
use plimsoll_model::{Address, Build, Instruction, Pair, Project, SecretPlace, Stage};
use plimsoll_source::Span;
use plimsoll_source::secret::{self, Escape, Nearby, Weakness};

/// Attributes of a service whose values are looked into one by one; the others only for what gives itself away.
const BY_HAND: [&str; 9] =
    ["environment", "build", "labels", "annotations", "command", "entrypoint", "healthcheck", "logging", "provider"];

pub(super) fn project(project: &Project, to: &mut Collector<'_>) {
    for file in &project.env_files {
        let nearby =
            nearby_of(file.assignments.iter().filter_map(|a| Some((a.key.as_str(), a.value.as_deref()?))), None, None);
        for assignment in &file.assignments {
            let spot = Spot {
                at: assignment.at.clone(),
                holder: assignment.at.clone(),
                subject: file.at.clone(),
                place: SecretPlace::EnvFile,
                key: Some(&assignment.key),
                nearby: &nearby,
                escape: Escape::Backslash,
                literal: assignment.literal,
            };
            to.value(&spot, assignment.value.as_deref());
        }
    }
    for (name, each) in &project.services {
        let image = each.facts.image.as_ref().map(|i| i.name.as_str());
        service(name, &each.at, &each.config, image, to);
    }
    for each in project.builds.values() {
        build(each, to);
    }
    let resources = [&project.configs, &project.secrets, &project.volumes, &project.networks];
    for (name, each) in resources.into_iter().flatten() {
        resource(name, &each.at, &each.config, to);
    }
    // The loader knows them by their place in the Compose model, policies by theirs in the project.
    extensions(&project.extensions, &project.at.child("extensions"), to);
}

/// A canonical Compose model that is no project yet.
pub(super) fn document(document: &Map<String, Value>, to: &mut Collector<'_>) {
    let empty = Map::new();
    let members = |key: &str| document.get(key).and_then(Value::as_object).unwrap_or(&empty);
    let root = Address::root();
    for (name, each) in members("services") {
        let config = each.as_object().unwrap_or(&empty);
        service(name, &root.child("services").child(name), config, config.get("image").and_then(Value::as_str), to);
    }
    for kind in ["configs", "secrets", "volumes", "networks"] {
        for (name, each) in members(kind) {
            resource(name, &root.child(kind).child(name), each.as_object().unwrap_or(&empty), to);
        }
    }
    let others =
        document.iter().filter(|(key, _)| key.starts_with("x-")).map(|(k, v)| (k.clone(), v.clone())).collect();
    extensions(&others, &root, to);
}

fn extensions(extensions: &Map<String, Value>, at: &Address, to: &mut Collector<'_>) {
    let nearby = Nearby::default();
    let root = Address::root();
    let spot = spot(&root, &root, SecretPlace::Other, &nearby);
    for (key, value) in extensions {
        let own = Spot { key: Some(key), at: root.child(key), holder: at.child(key), ..spot.clone() };
        below(&own, value, true, to);
    }
}

fn spot<'a>(at: &Address, subject: &Address, place: SecretPlace, nearby: &'a Nearby) -> Spot<'a> {
    Spot {
        at: at.clone(),
        holder: at.clone(),
        subject: subject.clone(),
        place,
        key: None,
        nearby,
        escape: Escape::Dollar,
        literal: false,
    }
}

/// User, database, service and image names.
fn nearby_of<'v>(
    pairs: impl Iterator<Item = (&'v str, &'v str)>,
    service: Option<&str>,
    image: Option<&str>,
) -> Nearby {
    let pairs: Vec<(&str, &str)> = pairs.collect();
    let beside = |id: &str| pairs.iter().any(|(key, value)| !value.is_empty() && key.eq_ignore_ascii_case(id));
    let ids = pairs
        .iter()
        .filter(|(key, _)| secret_beside(key).is_some_and(|secrets| secrets.iter().any(|secret| beside(secret))))
        .map(|(key, _)| (*key).to_owned())
        .collect();
    let mut names: Vec<(String, Weakness)> = pairs
        .into_iter()
        .filter(|(_, v)| v.len() > 1)
        .filter_map(|(k, v)| Some((v.to_owned(), secret::names_account(k)?)))
        .collect();
    names.extend(service.map(|name| (name.to_owned(), Weakness::ServiceName)));
    names.extend(image.map(|name| (name.to_owned(), Weakness::ImageName)));
    Nearby { names, ids }
}

/// What the secret is called that belongs to an id: `S3_SECRET_KEY` to `S3_ACCESS_KEY`.
fn secret_beside(id: &str) -> Option<[String; 2]> {
    let upper = id.to_ascii_uppercase();
    let owner = upper.strip_suffix("ACCESS_KEY").filter(|owner| !owner.ends_with("SECRET_"))?;
    Some([format!("{owner}SECRET_KEY"), format!("{owner}SECRET_ACCESS_KEY")])
}

fn service(name: &str, service: &Address, config: &Map<String, Value>, image: Option<&str>, to: &mut Collector<'_>) {
    let empty = Map::new();
    let environment = config.get("environment").and_then(Value::as_object).unwrap_or(&empty);
    let nearby = nearby_of(environment.iter().filter_map(|(k, v)| Some((k.as_str(), v.as_str()?))), Some(name), image);
    let spot = spot(service, service, SecretPlace::Environment, &nearby);
    entries(&spot, &service.child("environment"), SecretPlace::Environment, config.get("environment"), to);
    for attribute in ["labels", "annotations"] {
        entries(&spot, &service.child(attribute), SecretPlace::Label, config.get(attribute), to);
    }
    let deploy = service.child("deploy").child("labels");
    entries(&spot, &deploy, SecretPlace::Label, config.get("deploy").and_then(|d| d.get("labels")), to);
    if let Some(build) = config.get("build") {
        let at = service.child("build");
        entries(&spot, &at.child("args"), SecretPlace::ComposeBuildArg, build.get("args"), to);
        entries(&spot, &at.child("labels"), SecretPlace::Label, build.get("labels"), to);
        contexts(&spot, &at, build, to);
    }
    for (attribute, at) in [("logging", "options"), ("provider", "options")] {
        let options = config.get(attribute).and_then(|v| v.get(at));
        entries(&spot, &service.child(attribute).child(at), SecretPlace::Other, options, to);
    }
    for attribute in ["command", "entrypoint"] {
        command(&spot, &service.child(attribute), SecretPlace::Command, config.get(attribute), to);
    }
    let test = config.get("healthcheck").and_then(|h| h.get("test"));
    command(&spot, &service.child("healthcheck").child("test"), SecretPlace::Healthcheck, test, to);
    for hook in ["post_start", "pre_stop"] {
        for (i, each) in config.get(hook).and_then(Value::as_array).into_iter().flatten().enumerate() {
            let at = service.child(hook).child(i);
            command(&spot, &at.child("command"), SecretPlace::Command, each.get("command"), to);
            entries(&spot, &at.child("environment"), SecretPlace::Environment, each.get("environment"), to);
        }
    }
    for (key, value) in config.iter().filter(|(key, _)| !BY_HAND.contains(&key.as_str())) {
        let at = service.child(key);
        let extension = key.starts_with("x-");
        let own = Spot {
            at: at.clone(),
            holder: at,
            place: SecretPlace::Other,
            key: extension.then_some(key.as_str()),
            ..spot.clone()
        };
        below(&own, value, extension, to);
    }
}

/// Where a build takes its files from: URLs of repositories may hold a login.
fn contexts(spot: &Spot<'_>, at: &Address, build: &Value, to: &mut Collector<'_>) {
    for attribute in ["context", "additional_contexts"] {
        let at = at.child(attribute);
        let own = Spot { at: at.clone(), holder: at, place: SecretPlace::Other, ..spot.clone() };
        if let Some(value) = build.get(attribute) {
            below(&own, value, false, to);
        }
    }
}

/// A mapping of keys to scalars.
fn entries(spot: &Spot<'_>, at: &Address, place: SecretPlace, map: Option<&Value>, to: &mut Collector<'_>) {
    for (key, value) in map.and_then(Value::as_object).into_iter().flatten() {
        let at = at.child(key);
        let own = Spot { at: at.clone(), holder: at, place, key: Some(key), ..spot.clone() };
        match value {
            Value::String(text) => to.value(&own, Some(text)),
            Value::Number(number) => to.value(&own, Some(&number.to_string())),
            Value::Null => to.value(&own, None),
            _ => {}
        }
    }
}

fn command(spot: &Spot<'_>, at: &Address, place: SecretPlace, value: Option<&Value>, to: &mut Collector<'_>) {
    let own = Spot { at: at.clone(), holder: at.clone(), place, key: None, ..spot.clone() };
    match value {
        Some(Value::String(text)) => to.words(&own, std::slice::from_ref(text)),
        Some(Value::Array(list)) => {
            let words: Vec<String> = list.iter().map(|w| w.as_str().unwrap_or_default().to_owned()).collect();
            to.words(&own, &words);
        }
        _ => {}
    }
}

/// Every string below a value; by the names of keys only where `named`. The loader bounds how deep values nest.
fn below(spot: &Spot<'_>, value: &Value, named: bool, to: &mut Collector<'_>) {
    match value {
        Value::String(text) => to.value(spot, Some(text)),
        Value::Array(list) => {
            for (i, each) in list.iter().enumerate() {
                let at = spot.at.child(i);
                // `- PASSWORD=x`: the list form of an environment that is only an anchor.
                let pair = each.as_str().and_then(|s| s.split_once('=')).filter(|_| named);
                let own = Spot { at, holder: spot.holder.child(i), key: pair.map(|p| p.0), ..spot.clone() };
                match pair {
                    Some((_, value)) => to.value(&own, Some(value)),
                    None => below(&own, each, named, to),
                }
            }
        }
        Value::Object(map) => {
            for (key, each) in map {
                let at = spot.at.child(key);
                let own =
                    Spot { at, holder: spot.holder.child(key), key: named.then_some(key.as_str()), ..spot.clone() };
                below(&own, each, named, to);
            }
        }
        _ => {}
    }
}

fn resource(name: &str, resource: &Address, config: &Map<String, Value>, to: &mut Collector<'_>) {
    let nearby = Nearby::default();
    let spot = spot(resource, resource, SecretPlace::Other, &nearby);
    if let Some(content) = config.get("content").and_then(Value::as_str) {
        let at = resource.child("content");
        let own = Spot { at: at.clone(), holder: at, ..spot.clone() };
        if secret::naming(name) == Some(secret::Naming::Secret) && !content.trim().contains('\n') {
            to.value(&Spot { key: Some(name), ..own }, Some(content));
        } else {
            to.content(&own, content);
        }
    }
    for attribute in ["driver_opts", "labels", "options"] {
        let place = if attribute == "labels" { SecretPlace::Label } else { SecretPlace::Other };
        entries(&spot, &resource.child(attribute), place, config.get(attribute), to);
    }
}

fn build(build: &Build, to: &mut Collector<'_>) {
    let pairs = build.stages.iter().flat_map(|s| &s.instructions).flat_map(|i| &i.pairs).chain(&build.global_args);
    let nearby = nearby_of(pairs.filter_map(|p| Some((p.key.as_str(), p.value.as_deref()?))), None, None);
    let first = build.stages.first().map_or(&build.at, |s| &s.at);
    for each in &build.global_args {
        pair(each, first, SecretPlace::BuildArg, &nearby, to);
    }
    let mut starts: Vec<Span> = build
        .stages
        .iter()
        .flat_map(|s| std::iter::once(&s.at).chain(s.instructions.iter().map(|i| &i.at)))
        .filter_map(|at| to.origins.get(at).map(|o| o.span))
        .collect();
    // An inline Dockerfile ends with its scalar, not with the Compose file.
    starts.extend(inline_end(build, to));
    starts.sort_by_key(|s| s.start);
    let escape = if build.directives.get("escape").is_some_and(|escape| escape == "`") { '`' } else { '\\' };
    for stage in &build.stages {
        for each in &stage.instructions {
            instruction(each, &each.at, stage, (&starts, escape), &nearby, to);
        }
    }
}

/// Where the scalar ends that holds an inline Dockerfile.
fn inline_end(build: &Build, to: &Collector<'_>) -> Option<Span> {
    let service = build.services.first().filter(|_| build.inline)?;
    let at = Address::root().child("services").child(service).child("build").child("dockerfile_inline");
    let (_, origin) = to.origins.nearest(&at)?;
    let end = origin.span.end as usize;
    Some(Span::new(origin.span.file, end, end))
}

fn pair(pair: &Pair, subject: &Address, place: SecretPlace, nearby: &Nearby, to: &mut Collector<'_>) {
    let spot = Spot {
        at: pair.at.clone(),
        holder: pair.at.clone(),
        subject: subject.clone(),
        place,
        key: Some(&pair.key),
        nearby,
        escape: Escape::Backslash,
        literal: false,
    };
    to.value(&spot, pair.value.as_deref());
}

fn instruction(
    each: &Instruction,
    outer: &Address,
    stage: &Stage,
    (starts, escape): (&[Span], char),
    nearby: &Nearby,
    to: &mut Collector<'_>,
) {
    let place = match each.keyword.as_str() {
        "ENV" => SecretPlace::ImageEnv,
        "ARG" => SecretPlace::BuildArg,
        "LABEL" => SecretPlace::Label,
        "HEALTHCHECK" => SecretPlace::Healthcheck,
        _ => SecretPlace::Instruction,
    };
    if matches!(each.keyword.as_str(), "ENV" | "ARG" | "LABEL") {
        for one in &each.pairs {
            pair(one, &stage.at, place, nearby, to);
        }
        return;
    }
    if let Some(trigger) = &each.trigger {
        return instruction(trigger, outer, stage, (starts, escape), nearby, to);
    }
    let spot = Spot {
        at: each.at.clone(),
        holder: outer.clone(),
        subject: stage.at.clone(),
        place,
        key: None,
        nearby,
        escape: Escape::Backslash,
        literal: false,
    };
    match to.origins.get(outer).map(|o| o.span) {
        Some(span) => {
            let (region, text) = region(span, starts, escape, to);
            to.script(&spot, &text, Some(region));
        }
        None => to.script(&spot, &each.text, None),
    }
}

/// The whole instruction with its heredocs: up to the next one. Continued lines are joined, comment lines left out, the keyword blanked.
fn region(span: Span, starts: &[Span], escape: char, to: &Collector<'_>) -> (Span, String) {
    let text = &to.sources.get(span.file).text;
    let next = starts.partition_point(|s| s.start <= span.start);
    let end = starts.get(next).filter(|s| s.file == span.file).map_or(text.len(), |s| s.start as usize);
    let region = Span::new(span.file, span.start as usize, end.max(span.end as usize).min(text.len()));
    let raw = to.sources.slice(region);
    let mut joined = String::with_capacity(raw.len());
    let mut goes_on = false;
    for (i, line) in raw.split_inclusive('\n').enumerate() {
        let trimmed = line.trim_start();
        if i > 0 && trimmed.starts_with('#') || goes_on && trimmed.is_empty() {
            continue;
        }
        let keyword = if i == 0 { line.find(char::is_whitespace).unwrap_or(line.len()) } else { 0 };
        joined.extend(std::iter::repeat_n(' ', keyword));
        let kept = line[keyword..].trim_end().strip_suffix(escape);
        goes_on = kept.is_some();
        joined.push_str(kept.unwrap_or(&line[keyword..]));
    }
    (region, joined)
}
