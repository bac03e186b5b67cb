//! Puts variables into every string value of a document and gives values at known places the type they need.

use std::collections::BTreeMap;
use std::fmt;

use super::environment::{Environment, Setting};
use super::lacking;
use super::tree::{Path, Tree, Value};
use crate::document::template::{self, TemplateErrorKind, Unset, Use};
use crate::load::templates::{in_text, variable_in_text};
use crate::normalize::short;
use plimsoll_model::{Operator, Origin, VariableState, Via, ViaKind};
use plimsoll_source::problem::Problem;
use plimsoll_source::{Sources, Span};

/// Bytes of text that variables may add up to in one project.
pub const MAX_INTERPOLATED: usize = 4 << 20;
/// Uses of variables in one project.
pub const MAX_USES: usize = 20_000;

/// One use of a variable.
#[derive(Debug, Clone)]
pub(super) struct VariableUse {
    pub(super) name: String,
    pub(super) state: VariableState,
    pub(super) operator: Operator,
    /// The text that uses it.
    pub(super) span: Span,
    /// The scalar it stands in.
    pub(super) scalar: Span,
    /// The key of the attribute of a service or resource that the scalar is the value of, or a part of.
    pub(super) attribute: Option<Span>,
    /// The line that set it.
    pub(super) set_at: Option<Span>,
}

/// Interpolates documents and remembers which variables they use.
pub(super) struct Interpolation<'a> {
    pub(super) environment: &'a Environment,
    pub(super) sources: &'a Sources,
    pub(super) uses: Vec<VariableUse>,
    pub(super) problems: Vec<Problem>,
    /// Where what nothing sets is a gap: what samples say it is.
    pub(super) assumed: Option<&'a BTreeMap<String, Setting>>,
    /// Variables whose defaults docker compose refuses, each with what it says: nobody knows what they are.
    pub(super) refused: Option<&'a BTreeMap<String, String>>,
    /// Where docker compose is started, from the directory that paths read from: `PWD`, where nothing else says what that is.
    pub(super) here: Option<String>,
    /// The key of the attribute whose value is looked at.
    attribute: Option<Span>,
    /// Bytes of text written so far.
    pub(super) written: usize,
    /// Uses of variables in what was interpolated before.
    pub(super) used: usize,
}

impl<'a> Interpolation<'a> {
    pub(super) fn new(environment: &'a Environment, sources: &'a Sources) -> Self {
        Self {
            environment,
            sources,
            uses: Vec::new(),
            problems: Vec::new(),
            assumed: None,
            refused: None,
            here: None,
            attribute: None,
            written: 0,
            used: 0,
        }
    }

    /// Every string value of a tree; keys stay as they are.
    pub(super) fn tree(&mut self, tree: &mut Tree, at: &mut Path) {
        match &mut tree.value {
            Value::Map(map) => {
                for (key, item) in map {
                    at.push(key);
                    if at.segments().len() == 3 {
                        self.attribute = item.origin.key;
                    }
                    self.tree(item, at);
                    at.pop();
                }
            }
            Value::List(items) => {
                at.push("[]");
                for item in items {
                    self.tree(item, at);
                }
                at.pop();
            }
            Value::String(text) => {
                let text = self.placed(std::mem::take(text), at);
                let variable = || variable_in_text(&text).filter(|_| !is_for_programs(at));
                if let Some(word) = in_text(&text).or_else(variable).filter(|_| self.assumed.is_some()) {
                    tree.origin.unset.push(word.to_owned());
                    let span = tree.origin.span;
                    self.problems.push(super::templates::told(&self.sources.get(span.file).path, &[span]));
                }
                let expanded = if text.contains('$') { self.expand(&text, &mut tree.origin, at) } else { text };
                tree.value = self.cast(expanded, &tree.origin, at);
            }
            _ => {}
        }
    }

    /// A path that begins with `PWD`, from the directory that it reads from.
    fn placed(&self, text: String, at: &Path) -> String {
        let Some(here) = self.here.as_ref().filter(|_| text.starts_with('$')) else { return text };
        let behind = text.strip_prefix("${PWD}").or_else(|| text.strip_prefix("$PWD"));
        match behind {
            Some(rest) if is_path(&at.segments(), rest) => format!("{here}{rest}"),
            _ => text,
        }
    }

    fn expand(&mut self, text: &str, origin: &mut Origin, at: &Path) -> String {
        if self.written > MAX_INTERPOLATED || self.used + self.uses.len() > MAX_USES {
            return text.to_owned();
        }
        let environment = self.environment;
        let lookup = |name: &str| environment.value(name);
        let expanded = match self.assumed {
            Some(assumed) => {
                let refused = self.refused;
                let open = Unset {
                    assumed: &|name| Some(assumed.get(name)?.value.clone()),
                    without_default: &|name| refused.is_some_and(|refused| refused.contains_key(name)),
                };
                template::expand_open(text, &lookup, open)
            }
            None => template::expand(text, &lookup),
        };
        match expanded {
            Ok(expanded) => {
                self.written += expanded.text.len();
                if self.written > MAX_INTERPOLATED {
                    let message =
                        format!("variables add up to more than {MAX_INTERPOLATED} bytes in this project, at {at}");
                    let problem = Problem::error("interpolation-limit", message).at(origin.span);
                    self.problems.push(problem.help("use shorter values; from here on variables are left as written"));
                }
                self.remember(text, &expanded.uses, origin);
                if self.used + self.uses.len() > MAX_USES {
                    let message = format!("the project uses variables more than {MAX_USES} times, at {at}");
                    let problem = Problem::error("interpolation-limit", message).at(origin.span);
                    self.problems.push(problem.help("use fewer; from here on variables are left as written"));
                }
                expanded.text
            }
            Err(error) => {
                let (kind, message) = (error.kind, error.message);
                let (code, message) = match &kind {
                    TemplateErrorKind::Required { .. } => {
                        ("variable-required", format!("{message} (while interpolating {at})"))
                    }
                    TemplateErrorKind::Syntax => ("interpolation-syntax", format!("{message} (in {at})")),
                    TemplateErrorKind::Limit => ("interpolation-limit", format!("{message} (in {at})")),
                };
                let span = self.locate(text, error.range.clone(), origin.span, &mut 0);
                self.problems.push(Problem::error(code, message).at(span).help(kind.help()));
                let TemplateErrorKind::Required { name } = kind else { return text.to_owned() };
                // Nobody knows what it would be: blank, and marked so.
                self.uses.push(VariableUse {
                    name: name.clone(),
                    state: VariableState::Required,
                    operator: if text[error.range].contains(":?") {
                        Operator::RequiredNotEmpty
                    } else {
                        Operator::Required
                    },
                    span,
                    scalar: origin.span,
                    attribute: self.attribute,
                    set_at: None,
                });
                origin.unset.push(name);
                String::new()
            }
        }
    }

    fn remember(&mut self, text: &str, uses: &[Use], origin: &mut Origin) {
        let mut cursor = 0;
        for used in uses {
            let set_at = self.environment.get(&used.name).and_then(|setting| setting.at);
            if let Some(span) = set_at.filter(|_| used.state == VariableState::Set) {
                let via = Via { kind: ViaKind::Variable, span };
                if !origin.via.contains(&via) {
                    origin.via.push(via);
                }
            }
            let is_open = matches!(used.state, VariableState::Unset | VariableState::Required);
            if is_open && !origin.unset.contains(&used.name) {
                origin.unset.push(used.name.clone());
            }
            let assumed_at = self.assumed.filter(|_| used.assumed).and_then(|all| all.get(&used.name)?.at);
            if let Some(span) = assumed_at {
                origin.via.push(Via { kind: ViaKind::Assumed, span });
            }
            let span = self.locate(text, used.range.clone(), origin.span, &mut cursor);
            if used.placeholder {
                self.problems.push(super::templates::told(&self.sources.get(span.file).path, &[span]));
                continue;
            }
            if self.assumed.is_some() && is_open {
                let refused = self.refused.and_then(|refused| refused.get(&used.name));
                self.problems.push(lacking::variable(used, text, span, assumed_at, refused.map(String::as_str)));
            }
            self.uses.push(VariableUse {
                name: used.name.clone(),
                state: used.state,
                operator: used.operator,
                span,
                scalar: origin.span,
                attribute: self.attribute,
                set_at,
            });
        }
    }

    /// Where a part of a scalar's text stands in the file: exact where it is written as it reads, else the whole scalar.
    fn locate(&self, text: &str, range: std::ops::Range<usize>, scalar: Span, cursor: &mut usize) -> Span {
        let written = self.sources.slice(scalar);
        let Some(part) = text.get(range) else { return scalar };
        let found = written.get(*cursor..).and_then(|rest| rest.find(part)).map(|at| *cursor + at);
        let Some(found) = found else { return scalar };
        *cursor = found + 1;
        let start = scalar.start as usize + found;
        Span::new(scalar.file, start, start + part.len())
    }

    fn cast(&mut self, text: String, origin: &Origin, at: &Path) -> Value {
        let cast = match needed(&at.segments()) {
            Some(Needed::Boolean) => match short::number::boolean(&text) {
                Ok(boolean) => {
                    self.problems.extend(boolean.legacy.then(|| legacy_boolean(at, boolean.value, origin.span)));
                    Ok(Value::Bool(boolean.value))
                }
                Err(_) => Err("invalid boolean"),
            },
            Some(Needed::Integer) => {
                text.parse::<i64>().map(|n| Value::Int(n.into())).map_err(|_| "invalid whole number")
            }
            Some(Needed::Float) => text.parse::<f64>().map(Value::Float).map_err(|_| "invalid number"),
            None => return Value::String(text),
        };
        cast.unwrap_or_else(|what| {
            if self.assumed.is_some() && !origin.unset.is_empty() {
                // Nobody knows what it is: the variable is told.
                return Value::Null;
            }
            let message = format!("failed to cast to expected type: {what}: {text:?} (while interpolating {at})");
            let problem = Problem::error("interpolation-type", message).at(origin.span);
            let help = match origin.unset.first() {
                Some(name) => format!("set {name}, or give it a default as in ${{{name}:-…}}"),
                None => "write a value of the type this attribute needs".to_owned(),
            };
            self.problems.push(problem.help(help));
            Value::String(text)
        })
    }
}

/// What is said of `yes`, `on` and the like.
pub(super) fn legacy_boolean(at: impl fmt::Display, value: bool, span: Span) -> Problem {
    Problem::warning("compose-deprecated", format!("only true and false are booleans now: {at} is read as {value}"))
        .at(span)
        .help(format!("write {value}"))
}

/// The type that a value needs right after interpolation.
#[derive(Debug, Clone, Copy)]
enum Needed {
    Boolean,
    Integer,
    Float,
}

/// The places whose strings are converted at once; elsewhere they wait until the model is bound.
fn needed(at: &[&str]) -> Option<Needed> {
    match at {
        ["services", _, rest @ ..] => match rest {
            ["init" | "oom_kill_disable" | "privileged" | "read_only" | "stdin_open" | "tty"]
            | ["healthcheck", "disable"]
            | ["depends_on", _, "required" | "restart"]
            | ["volumes", _, "read_only"]
            | ["volumes", _, "volume", "nocopy"] => Some(Needed::Boolean),
            ["cpu_count" | "cpu_period" | "cpu_quota" | "cpu_rt_period" | "cpu_rt_runtime" | "cpu_shares"]
            | ["oom_score_adj" | "pids_limit" | "scale"]
            | ["ports", _, "target"]
            | ["ulimits", _]
            | ["ulimits", _, "hard" | "soft"]
            | ["healthcheck", "retries"]
            | ["deploy", "replicas"]
            | ["deploy", "update_config" | "rollback_config", "parallelism"]
            | ["deploy", "restart_policy", "max_attempts"]
            | ["deploy", "placement", "max_replicas_per_node"] => Some(Needed::Integer),
            ["cpus" | "cpu_percent"] | ["deploy", "update_config" | "rollback_config", "max_failure_ratio"] => {
                Some(Needed::Float)
            }
            _ => None,
        },
        ["networks", _, "external" | "internal" | "attachable" | "enable_ipv4" | "enable_ipv6"]
        | ["volumes" | "secrets" | "configs", _, "external"] => Some(Needed::Boolean),
        _ => None,
    }
}
/// Whether the text of a place is a path of the host, of which `rest` stands behind its first directory.
fn is_path(at: &[&str], rest: &str) -> bool {
    let is_of_path = match at {
        // Without a target it is one itself.
        ["services", _, "volumes", "[]"] => rest.contains(':'),
        ["services", _, "volumes", "[]", "source"]
        | ["services", _, "build"]
        | ["services", _, "build", "context"]
        | ["services", _, "build", "additional_contexts", _]
        | ["services", _, "extends", "file"]
        | ["services", _, "env_file" | "label_file"]
        | ["services", _, "env_file" | "label_file", "[]"]
        | ["services", _, "env_file", "[]", "path"]
        | ["secrets" | "configs", _, "file"] => true,
        _ => false,
    };
    is_of_path && (rest.is_empty() || rest.starts_with(['/', ':']))
}

/// Attributes of services whose texts programs read, which may have templates of their own.
const FOR_PROGRAMS: [&str; 8] =
    ["command", "entrypoint", "healthcheck", "environment", "labels", "annotations", "logging", "post_start"];

/// Whether a text is for a program in a container, or for the engine, to make sense of.
fn is_for_programs(at: &Path) -> bool {
    at.segment(0) != Some("services") || at.segment(2).is_none_or(|attribute| FOR_PROGRAMS.contains(&attribute))
}
