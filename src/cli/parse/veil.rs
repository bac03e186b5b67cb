//! What of a file `plimsoll parse` may show: values that are secrets become `***`.
//!
//! The file is loaded as a project of its own, as `plimsoll model` would; what that finds to be secret is hidden here by place.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use plimsoll::files::{Kind as FileKind, MemoryFiles};
use plimsoll::model::KnownImages;
use plimsoll::normalize::compose::ComposeRequest;
use plimsoll::normalize::project::{self, Surroundings};
use plimsoll::normalize::secrets::MASK;
use plimsoll::source::{Sources, Span};
use serde_json::Value;

use super::Kind;

/// The secret parts of a file.
pub(super) struct Veil {
    text: Arc<str>,
    hidden: Vec<Range<usize>>,
}

impl Veil {
    /// Nothing is secret.
    pub(super) fn none() -> Self {
        Self { text: Arc::from(""), hidden: Vec::new() }
    }

    /// What is secret in a file of this kind.
    pub(super) fn over(kind: Kind, path: &str, text: &Arc<str>) -> Self {
        let name = Path::new(path).file_name().map_or(path.to_owned(), |name| name.to_string_lossy().into_owned());
        let (files, sources) = (MemoryFiles::new([(name.clone(), text.to_string())]), Sources::default());
        let file = sources.add(name.as_str(), Arc::clone(text));
        let (candidates, known) = (BTreeMap::<String, FileKind>::new(), KnownImages::default());
        let around = Surroundings {
            files: &files,
            sources: &sources,
            candidates: &candidates,
            known: &known,
            show_secrets: false,
        };
        // Only the marks that loading leaves in the sources are wanted; its problems are told by the arm itself.
        match kind {
            Kind::Compose => {
                let request =
                    ComposeRequest { directory: ".".to_owned(), files: vec![name], ..ComposeRequest::default() };
                drop(project::compose(&request, None, around));
            }
            Kind::Dockerfile => drop(project::dockerfile(&name, around)),
            Kind::Env => drop(project::env_file(&name, around)),
            Kind::Dockerignore => {}
        }
        Self { text: Arc::clone(text), hidden: sources.hidden(file) }
    }

    /// A text that stands at `span`, without the secrets in it. Where a secret is written in another way than it reads, nothing is left.
    pub(super) fn text(&self, text: &str, span: Span) -> String {
        let (shown, met) = self.replaced(text, span);
        if met && shown == text { MASK.to_owned() } else { shown }
    }

    /// Every string of a tree that describes `span`, without the secrets in it.
    pub(super) fn tree(&self, tree: &mut Value, span: Span) {
        match tree {
            Value::String(text) => *text = self.replaced(text, span).0,
            Value::Array(items) => items.iter_mut().for_each(|item| self.tree(item, span)),
            Value::Object(members) => members.values_mut().for_each(|member| self.tree(member, span)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// The text without the secrets of a span, and whether the span has any.
    fn replaced(&self, text: &str, span: Span) -> (String, bool) {
        let span = span.range();
        let first = self.hidden.partition_point(|hidden| hidden.end <= span.start);
        let mut secrets: Vec<&str> = self.hidden[first..]
            .iter()
            .take_while(|hidden| hidden.start < span.end)
            .filter_map(|hidden| self.text.get(hidden.start.max(span.start)..hidden.end.min(span.end)))
            .collect();
        let unbroken: Vec<String> = secrets.iter().filter(|secret| secret.contains('\n')).map(|s| joined(s)).collect();
        secrets.extend(unbroken.iter().map(String::as_str));
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        secrets.dedup();
        let shown = secrets.iter().filter(|secret| !secret.is_empty()).fold(text.to_owned(), |shown, secret| {
            if shown.contains(secret) { shown.replace(secret, MASK) } else { shown }
        });
        (shown, !secrets.is_empty())
    }
}

/// A secret of a Dockerfile as it reads: continued lines joined, comments between them left out.
fn joined(secret: &str) -> String {
    let mut joined = String::with_capacity(secret.len());
    let mut goes_on = false;
    for line in secret.split_inclusive('\n') {
        let trimmed = line.trim_start();
        if goes_on && (trimmed.is_empty() || trimmed.starts_with('#')) {
            continue;
        }
        let kept = line.trim_end().strip_suffix(['\\', '`']);
        goes_on = kept.is_some();
        joined.push_str(kept.unwrap_or(line));
    }
    joined
}
