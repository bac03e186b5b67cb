//! `plimsoll model --format compose`: canonical Compose JSON, one document after the other.

use std::io::{self, Write};

use plimsoll_loader::discover::{self, Selection};
use plimsoll_loader::normalize::compose::{ComposeModel, ComposeRequest, Paths, load};
use plimsoll_loader::normalize::{secrets, units};
use plimsoll_model::{Origin, Origins};
use plimsoll_report as report;
use plimsoll_source::files::{EntryKind, Files, join};
use plimsoll_source::problem::Problem;
use plimsoll_source::{Shown, Sources, Span};
use serde_json::{Map, Value, json};

use super::{Args, Place, request};
use crate::output;

/// Prints every project that loads, and gives the problems of all.
pub(super) fn print(args: &Args, place: &Place, sources: &Sources) -> io::Result<Vec<Problem>> {
    let mut problems = Vec::new();
    let mut out = io::BufWriter::new(output::stdout());
    for request in requests(args, place).into_iter().flat_map(|request| spread(request, place, sources)) {
        let (model, met) = load(&request, &place.files, sources);
        problems.extend(met);
        if let Some(model) = model {
            report::write_json(&document(args, &model, place, sources), true, &mut out)?;
        }
    }
    out.flush()?;
    Ok(problems)
}

/// A directory that has no project itself stands for the projects below it.
fn spread(request: ComposeRequest, place: &Place, sources: &Sources) -> Vec<ComposeRequest> {
    let is_file = |name: &&str| place.files.kind(&join(&request.directory, name)) == Some(EntryKind::File);
    let names_files = |text: &str| text.contains("COMPOSE_FILE");
    let dotenv = place.files.read(&join(&request.directory, ".env"), sources);
    let has_project = !request.files.is_empty()
        || request.project_directory.is_some()
        || request.environment.contains_key("COMPOSE_FILE")
        || units::BASE_NAMES.iter().any(is_file)
        || dotenv.is_ok_and(|file| names_files(&sources.get(file).text));
    let below = if has_project { Vec::new() } else { below(&request, place, sources) };
    if below.is_empty() { vec![request] } else { below }
}

/// The projects below a directory.
fn below(request: &ComposeRequest, place: &Place, sources: &Sources) -> Vec<ComposeRequest> {
    let found = discover::candidates(&place.files, std::slice::from_ref(&request.directory), &Selection::default());
    let units = units::units(&found.candidates, &[], &place.files, sources).compose;
    let of_unit = |unit: units::Unit| {
        let env_files = if request.env_files.is_empty() { unit.env_files } else { request.env_files.clone() };
        ComposeRequest { directory: unit.directory, files: unit.files, env_files, ..request.clone() }
    };
    units.into_iter().map(of_unit).collect()
}

/// One request for the files named, or one per path.
fn requests(args: &Args, place: &Place) -> Vec<ComposeRequest> {
    let base = request(args, place, Paths::Absolute);
    if !base.files.is_empty() || args.inputs.paths.is_empty() {
        return vec![base];
    }
    let of_path = |path: &std::path::PathBuf| {
        let path = place.relative(path);
        match place.files.kind(&path) {
            Some(EntryKind::Directory) => ComposeRequest { directory: path, ..base.clone() },
            _ => ComposeRequest { files: vec![path], ..base.clone() },
        }
    };
    args.inputs.paths.iter().map(of_path).collect()
}

fn document(args: &Args, model: &ComposeModel, place: &Place, sources: &Sources) -> Shown<Value> {
    let mut document = model.document.clone();
    if !args.show_secrets {
        secrets::mask_document(&mut document, &model.origins, sources, &place.files);
    }
    // As docker compose has it, only what the active profiles select is printed here.
    if let Some(Value::Object(services)) = document.get_mut("services") {
        services.retain(|name, _| !model.inactive.contains(name));
    }
    if !args.no_interpolate {
        double_dollars(&mut document);
    }
    if args.origins
        && let Value::Object(members) = &mut document
    {
        members.insert("x-plimsoll-origins".to_owned(), origins(&model.origins, sources));
    }
    if args.show_secrets { Shown::on_demand(document) } else { sources.show(document) }
}

/// A literal `$` is written `$$`, in keys and values, so that the document can be loaded again.
fn double_dollars(value: &mut Value) {
    match value {
        Value::String(text) if text.contains('$') => *text = text.replace('$', "$$"),
        Value::Array(items) => items.iter_mut().for_each(double_dollars),
        Value::Object(members) => {
            if members.keys().any(|key| key.contains('$')) {
                *members =
                    std::mem::take(members).into_iter().map(|(key, value)| (key.replace('$', "$$"), value)).collect();
            }
            members.values_mut().for_each(double_dollars);
        }
        _ => {}
    }
}

pub(super) fn origins(origins: &Origins, sources: &Sources) -> Value {
    let entry = |(address, origin): (&plimsoll_model::Address, &Origin)| {
        (address.as_str().replace('$', "$$"), origin_json(origin, sources))
    };
    Value::Object(origins.iter().map(entry).collect::<Map<_, _>>())
}

fn origin_json(origin: &Origin, sources: &Sources) -> Value {
    let place = |span: Span| {
        let at = sources.shown_location(span);
        json!({"path": at.path, "start": at.start, "end": at.end})
    };
    let via = |via: &plimsoll_model::Via| {
        let mut value = place(via.span);
        value["kind"] = json!(via.kind);
        value
    };
    let mut value = place(origin.span);
    value["via"] = origin.via.iter().map(via).collect();
    if let Some(key) = origin.key {
        value["key"] = place(key);
    }
    if !origin.unset.is_empty() {
        value["unset"] = json!(origin.unset);
    }
    value
}
