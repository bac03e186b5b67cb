//! What a settings file says against its schema, each violation as a problem at its place, with the word that was probably meant.

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::Value;

use super::{MAX_PROBLEMS, Places, Pointer, bounded, described, shortened};
use plimsoll_source::Span;
use plimsoll_source::near::nearest;
use plimsoll_source::problem::Problem;

/// So many violations are looked at: enough to tell the first ones in order of the document.
const LOOKED_AT: usize = 20 * MAX_PROBLEMS;

/// All violations in order of the document.
pub(super) fn violations(value: &Value, schema: &str, places: &Places, code: &'static str) -> Vec<Problem> {
    let schema: Value = serde_json::from_str(schema).expect("internal: an embedded schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("internal: an embedded schema is a schema");
    let mut explain = Explain { root: value, schema: &schema, places, code, problems: Vec::new(), left: LOOKED_AT };
    for error in validator.iter_errors(value) {
        explain.violation(&error);
        if explain.left == 0 {
            break;
        }
    }
    bounded(explain.problems)
}

/// A JSON pointer's text as steps; whether a step is an index follows from the document.
fn pointer(text: &str, root: &Value) -> Vec<Pointer> {
    let mut steps = Vec::new();
    let mut at = Some(root);
    for segment in text.split('/').skip(1) {
        let segment = segment.replace("~1", "/").replace("~0", "~");
        match at {
            Some(Value::Array(items)) => {
                let index = segment.parse().unwrap_or(0);
                at = items.get(index);
                steps.push(Pointer::Index(index));
            }
            other => {
                at = other.and_then(|value| value.get(&segment));
                steps.push(Pointer::Key(segment));
            }
        }
    }
    steps
}

struct Explain<'a> {
    root: &'a Value,
    schema: &'a Value,
    places: &'a Places,
    code: &'static str,
    problems: Vec<Problem>,
    /// So many more are made; the rest could only be counted.
    left: usize,
}

impl Explain<'_> {
    fn tell(&mut self, span: Span, message: String, help: Option<String>) {
        self.left = self.left.saturating_sub(1);
        let problem = Problem::error(self.code, message).at(span);
        self.problems.push(Problem { help, ..problem });
    }

    fn violation(&mut self, error: &ValidationError<'_>) {
        let (value, path) = (error.instance(), error.schema_path().as_str());
        let way = pointer(error.instance_path().as_str(), self.root);
        let (name, here) = (name(&way), self.places.value(&way));
        match error.kind() {
            ValidationErrorKind::AdditionalProperties { unexpected } => self.unknown_keys(unexpected, &way, path),
            ValidationErrorKind::Required { property } => {
                let property = property.as_str().unwrap_or_default();
                self.tell(here, format!("{name} has no `{property}`"), Some(format!("add `{property}:`")));
            }
            ValidationErrorKind::Enum { options } => {
                let options: Vec<&str> = options.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
                let help = suggestion(value.as_str().unwrap_or_default(), &options, "write one of");
                self.tell(here, format!("{name} cannot be {}", described(value)), Some(help));
            }
            ValidationErrorKind::Constant { expected_value } => {
                self.tell(
                    here,
                    format!("{name} cannot be {}", described(value)),
                    Some(format!("write {expected_value}")),
                );
            }
            ValidationErrorKind::Type { kind } => {
                self.tell(here, format!("{name} must be {}, not {}", expected(kind), described(value)), None);
            }
            ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context } => {
                // The alternative of the right type says best what is wrong.
                let depth = error.instance_path().as_str().len();
                let wrong_type = |e: &ValidationError<'_>| {
                    matches!(e.kind(), ValidationErrorKind::Type { .. }) && e.instance_path().as_str().len() == depth
                };
                match context.iter().find(|errors| !errors.iter().any(wrong_type)) {
                    Some(errors) => errors.iter().for_each(|error| self.violation(error)),
                    None => self.tell(here, format!("{name} cannot be {}", described(value)), None),
                }
            }
            ValidationErrorKind::Pattern { .. } => {
                self.tell(here, format!("{name} cannot be {}", described(value)), description(self.schema, path));
            }
            ValidationErrorKind::Minimum { limit } => {
                self.tell(
                    here,
                    format!("{name} must be at least {limit}, not {}", described(value)),
                    description(self.schema, path),
                );
            }
            ValidationErrorKind::Maximum { limit } => {
                self.tell(
                    here,
                    format!("{name} must be at most {limit}, not {}", described(value)),
                    description(self.schema, path),
                );
            }
            ValidationErrorKind::MinItems { .. }
            | ValidationErrorKind::MinLength { .. }
            | ValidationErrorKind::MinProperties { .. } => self.tell(here, format!("{name} is empty"), None),
            ValidationErrorKind::MaxItems { limit } | ValidationErrorKind::MaxProperties { limit } => {
                self.tell(here, format!("{name} has more than {limit} entries"), description(self.schema, path));
            }
            other => {
                self.tell(here, format!("{name} is not valid ({})", other.keyword()), description(self.schema, path))
            }
        }
    }

    fn unknown_keys(&mut self, unexpected: &[String], way: &[Pointer], path: &str) {
        let known = known_keys(self.schema, path);
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        for key in unexpected.iter().take(self.left) {
            let mut way_to_key = way.to_vec();
            way_to_key.push(Pointer::Key(key.clone()));
            let help = suggestion(key, &known, "known keys:");
            self.tell(
                self.places.key(&way_to_key),
                format!("unknown key `{}` in {}", shortened(key), name(way)),
                Some(help),
            );
        }
    }
}

fn suggestion(word: &str, known: &[&str], otherwise: &str) -> String {
    match nearest(word, known.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("{otherwise} {}", known.join(", ")),
    }
}

/// `waivers[2].match`, as people write it.
fn name(way: &[Pointer]) -> String {
    let mut text = String::new();
    for step in way {
        match step {
            Pointer::Key(key) if text.is_empty() => text.push_str(&shortened(key)),
            Pointer::Key(key) => {
                text.push('.');
                text.push_str(&shortened(key));
            }
            Pointer::Index(index) => text.push_str(&format!("[{index}]")),
        }
    }
    if text.is_empty() { "the file".to_owned() } else { format!("`{text}`") }
}

/// The keys that the object schema at a keyword's path knows.
fn known_keys(schema: &Value, path: &str) -> Vec<String> {
    let object = path.rsplit_once('/').map_or("", |(object, _)| object);
    let properties = resolve(schema, object).and_then(|object| object.get("properties")).and_then(Value::as_object);
    properties.into_iter().flat_map(|keys| keys.keys().cloned()).collect()
}

/// What the schema says about the value a keyword speaks of.
fn description(schema: &Value, path: &str) -> Option<String> {
    let object = path.rsplit_once('/').map_or("", |(object, _)| object);
    resolve(schema, object)?.get("description")?.as_str().map(str::to_owned)
}

/// Follows a schema path, through `$ref`s into `$defs`.
fn resolve<'a>(schema: &'a Value, path: &str) -> Option<&'a Value> {
    let mut at = schema;
    for segment in path.split('/').skip(1) {
        if segment == "$ref" {
            let target = at.get("$ref")?.as_str()?.strip_prefix('#')?;
            at = schema.pointer(target)?;
            continue;
        }
        let segment = segment.replace("~1", "/").replace("~0", "~");
        at = match at {
            Value::Array(items) => items.get(segment.parse::<usize>().ok()?)?,
            _ => at.get(&segment)?,
        };
    }
    Some(at)
}

fn expected(kind: &TypeKind) -> String {
    let words = |name: &str| match name {
        "object" => "a mapping",
        "array" => "a list",
        "string" => "text",
        "boolean" => "true or false",
        "integer" => "a whole number",
        "number" => "a number",
        _ => "nothing",
    };
    match kind {
        TypeKind::Single(one) => words(one.as_str()).to_owned(),
        TypeKind::Multiple(many) => many.into_iter().map(|one| words(one.as_str())).collect::<Vec<_>>().join(" or "),
    }
}
