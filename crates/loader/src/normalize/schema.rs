//! Step 3, Compose files against `schemas/compose.json`: a document, interpolated and merged, → what is wrong with its shape.
//!
//! Knows pointers into the document only; whoever calls it knows which text stands behind a pointer.

use plimsoll_source::near::nearest;
use std::collections::HashMap;
use std::sync::LazyLock;

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{ValidationError, Validator};
use serde_json::{Map, Value};

use super::fits::fits;

/// How many violations of one document are told.
pub const VIOLATIONS_LIMIT: usize = 50;

pub(super) static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../schemas/compose.json")).expect("internal: the embedded schema is JSON")
});
static VALIDATOR: LazyLock<Validator> =
    LazyLock::new(|| jsonschema::validator_for(&SCHEMA).expect("internal: the embedded schema is a schema"));

/// Attributes that take a time with its unit.
const DURATIONS: [&str; 8] =
    ["interval", "timeout", "start_period", "start_interval", "stop_grace_period", "delay", "window", "monitor"];

/// Attributes of old Compose file formats and what took their place.
const REPLACED: [(&str, &str); 6] = [
    ("net", "write `network_mode` instead"),
    ("log_driver", "write `logging.driver` instead"),
    ("log_opt", "write `logging.options` instead"),
    ("dockerfile", "write it below `build`"),
    ("volume_driver", "write `driver` at the volume, below the top-level `volumes`"),
    ("memswap_reservation", "write `memswap_limit` instead"),
];

/// A place where a document is not of the shape of a Compose file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// JSON pointer to the value at fault; for an unknown key, to that entry.
    pub pointer: String,
    /// The key itself is at fault, not its value.
    pub on_key: bool,
    /// The attribute or key at fault.
    pub subject: String,
    /// `services.a.image must be a string`; never tells a value.
    pub message: String,
    /// The next action.
    pub help: Option<String>,
}

/// Everything that is wrong with the document's shape, deepest first, then by pointer.
pub fn violations(document: &Value) -> Vec<Violation> {
    if fits(document, &SCHEMA) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for error in VALIDATOR.iter_errors(document) {
        violation(&error, &mut found);
        if found.len() > VIOLATIONS_LIMIT {
            break;
        }
    }
    let depth = |v: &Violation| v.pointer.matches('/').count() - usize::from(v.on_key);
    let more = found.len() > VIOLATIONS_LIMIT;
    found.truncate(VIOLATIONS_LIMIT);
    found.sort_by(|a, b| depth(b).cmp(&depth(a)).then_with(|| a.pointer.cmp(&b.pointer)));
    if more {
        found.push(Violation {
            pointer: String::new(),
            on_key: false,
            subject: "the file".to_owned(),
            message: format!("the file has more than {VIOLATIONS_LIMIT} such mistakes, the rest is not told"),
            help: Some("mend these first".to_owned()),
        });
    }
    found
}

fn violation(error: &ValidationError<'_>, found: &mut Vec<Violation>) {
    let pointer = error.instance_path().as_str();
    let steps: Vec<String> =
        pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect();
    let path = if steps.is_empty() { "the file".to_owned() } else { steps.join(".") };
    let named = steps.iter().rev().find(|step| step.parse::<usize>().is_err());
    let subject = named.cloned().unwrap_or_else(|| path.clone());
    let value = error.instance().as_ref();
    let (message, help) = match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let object = Object { schema: object_schema(error), present: value.as_object(), steps: &steps };
            let told = unexpected.iter().take(VIOLATIONS_LIMIT + 1);
            return told.for_each(|key| found.push(object.unknown(key, pointer)));
        }
        ValidationErrorKind::Required { property } => {
            let property = property.as_str().unwrap_or_default().to_owned();
            let (message, help) = (format!("{path} missing property '{property}'"), Some(format!("add `{property}:`")));
            return found.push(Violation {
                pointer: pointer.to_owned(),
                on_key: false,
                subject: property,
                message,
                help,
            });
        }
        ValidationErrorKind::Type { kind } => {
            let wanted = wanted(kind);
            let words: Vec<_> = wanted.iter().map(|name| with_article(name)).collect();
            let is_duration = named.is_some_and(|name| DURATIONS.contains(&name.as_str()));
            let help = match value {
                Value::Number(_) if is_duration => Some("write it with its unit, as in `10s`".to_owned()),
                value => type_help(&wanted, value),
            };
            (format!("{path} must be {}", words.join(" or ")), help)
        }
        ValidationErrorKind::Enum { options } => {
            let options: Vec<&str> = options.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            let meant = value.as_str().and_then(|word| nearest(word, options.iter().copied()));
            let list: Vec<_> = options.iter().map(|option| format!("'{option}'")).collect();
            let help = meant.map(|meant| format!("did you mean `{meant}`?"));
            (format!("{path} value must be one of {}", list.join(", ")), help)
        }
        ValidationErrorKind::Pattern { .. } => (format!("{path} does not match pattern"), described(error)),
        ValidationErrorKind::Minimum { limit } => {
            (format!("{path} must be greater than or equal to {limit}"), described(error))
        }
        ValidationErrorKind::Maximum { limit } => {
            (format!("{path} must be less than or equal to {limit}"), described(error))
        }
        ValidationErrorKind::UniqueItems => {
            let message = match equal_items(value) {
                Some((first, second)) => format!("{path} items at {first} and {second} are equal"),
                None => format!("{path} has equal items"),
            };
            (message, Some("remove one of them".to_owned()))
        }
        other => (format!("{path} is not valid ({})", other.keyword()), described(error)),
    };
    found.push(Violation { pointer: pointer.to_owned(), on_key: false, subject, message, help });
}

/// An object with keys that its schema does not know.
struct Object<'a> {
    schema: Option<&'static Value>,
    present: Option<&'a Map<String, Value>>,
    steps: &'a [String],
}

impl Object<'_> {
    fn unknown(&self, key: &str, pointer: &str) -> Violation {
        let path = self.steps.join(".");
        let space = if path.is_empty() { "" } else { " " };
        Violation {
            pointer: format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")),
            on_key: true,
            subject: key.to_owned(),
            message: format!("{path}{space}additional properties '{key}' not allowed"),
            help: Some(self.help(key)),
        }
    }

    fn help(&self, key: &str) -> String {
        let known =
            |schema: Option<&'static Value>| schema.and_then(|s| s.get("properties")).and_then(Value::as_object);
        let value = self.present.and_then(|present| present.get(key));
        let Some(properties) = known(self.schema) else {
            return "names have letters, digits, `.`, `_` and `-` only".to_owned();
        };
        let in_service = self.steps.len() == 2 && self.steps.first().is_some_and(|step| step == "services");
        if let Some((_, replaced)) = REPLACED.iter().find(|(old, _)| in_service && *old == key) {
            return (*replaced).to_owned();
        }
        if self.steps.is_empty() && value.is_some_and(|v| v.get("image").is_some() || v.get("build").is_some()) {
            return format!("write services below a top-level `services:`, `{key}` too");
        }
        let absent = |name: &&String| !self.present.is_some_and(|present| present.contains_key(*name));
        if let Some(meant) = nearest(key, properties.keys().filter(absent).map(String::as_str)) {
            return format!("did you mean `{meant}`?");
        }
        if !in_service && known(SCHEMA.pointer("/$defs/service")).is_some_and(|service| service.contains_key(key)) {
            return format!("`{key}` belongs directly below a service: check the indentation");
        }
        "remove it, or begin its name with `x-`".to_owned()
    }
}

/// The schema of the object in which an unknown key stands.
fn object_schema(error: &ValidationError<'_>) -> Option<&'static Value> {
    let path = error.evaluation_path().as_str();
    let mut at: &'static Value = &SCHEMA;
    for step in path.rsplit_once('/').map_or("", |(object, _)| object).split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        at = match (step.as_str(), at) {
            ("$ref", _) => SCHEMA.pointer(at.get("$ref")?.as_str()?.strip_prefix('#')?)?,
            (index, Value::Array(items)) => items.get(index.parse::<usize>().ok()?)?,
            (key, _) => at.get(key)?,
        };
    }
    Some(at)
}

/// What the schema says about the value.
fn described(error: &ValidationError<'_>) -> Option<String> {
    let text = object_schema(error)?.get("description")?.as_str()?;
    Some(format!("this is expected: {}", text.trim_end_matches('.')))
}

fn wanted(kind: &TypeKind) -> Vec<&'static str> {
    match kind {
        TypeKind::Single(one) => vec![one.as_str()],
        TypeKind::Multiple(many) => many.iter().map(|one| one.as_str()).collect(),
    }
}

fn with_article(name: &str) -> &'static str {
    match name {
        "object" => "a mapping",
        "array" => "a list",
        "string" => "a string",
        "boolean" => "a boolean",
        "integer" => "an integer",
        "number" => "a number",
        _ => "null",
    }
}

fn type_help(wanted: &[&str], value: &Value) -> Option<String> {
    let wants = |name: &str| wanted.contains(&name);
    let help = match value {
        Value::Null => "give it a value, or remove the key",
        Value::Bool(_) | Value::Number(_) if wants("string") => "put the value in quotes",
        Value::Bool(_) | Value::Number(_) | Value::String(_) if wants("array") => {
            "write a list, each element after `- `"
        }
        Value::Bool(_) | Value::Number(_) | Value::String(_) if wants("object") => "write `key: value` lines below it",
        Value::Array(_) if wants("object") => "write `key: value` lines without `- `",
        Value::Object(_) if wants("array") => "write a list, each element after `- `",
        Value::Array(_) | Value::Object(_) => "write a single value",
        Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
    };
    Some(help.to_owned())
}

/// The first two equal items of a list.
fn equal_items(value: &Value) -> Option<(usize, usize)> {
    let mut seen = HashMap::new();
    for (i, item) in value.as_array()?.iter().enumerate() {
        if let Some(first) = seen.insert(item.to_string(), i) {
            return Some((first, i));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn show(document: &Value) -> Vec<String> {
        violations(document)
            .into_iter()
            .map(|v| format!("{} {}: {} ({})", v.pointer, v.subject, v.message, v.help.unwrap_or_default()))
            .collect()
    }

    #[test]
    fn good_documents() {
        for document in [
            json!({}),
            json!({"version": "3", "name": "a", "x-a": [1], "services": {"web.1_-": {"image": "i", "x-b": null}}}),
            json!({"services": {"a": {"build": ".", "ports": [80, "80:80", {"target": 1}], "command": null}}}),
            json!({"services": {"a": {"environment": {"A": null, "B": 1.5}, "labels": ["a=b"], "umask": "022"}}, "jobs": {}}),
            json!({"services": {"a": {"volumes": ["a:/b", {"type": "bind", "source": ".", "target": "/x"}], "gpus": "all"}}}),
            json!({"networks": {"n": null}, "volumes": {"v": {"external": {"name": "x"}}}, "include": ["a", {"path": ["b"]}]}),
        ] {
            assert_eq!(show(&document), [""; 0], "{document}");
        }
    }

    #[test]
    fn every_violation_is_told_deepest_first() {
        let document = json!({
            "services": {"a": {"image": 1, "imgae": "x", "build": {"contxt": "."}, "ports": ["80", "80"]}},
            "web": {"image": "x"},
        });
        assert_eq!(
            show(&document),
            [
                "/services/a/build/contxt contxt: services.a.build additional properties 'contxt' not allowed (did you mean `context`?)",
                "/services/a/image image: services.a.image must be a string (put the value in quotes)",
                "/services/a/ports ports: services.a.ports items at 0 and 1 are equal (remove one of them)",
                "/services/a/imgae imgae: services.a additional properties 'imgae' not allowed (remove it, or begin its name with `x-`)",
                "/web web: additional properties 'web' not allowed (write services below a top-level `services:`, `web` too)",
            ]
        );
    }

    #[test]
    fn messages_and_help() {
        let service = |key: &str, value: Value| json!({"services": {"a": {key: value}}});
        for (document, expected) in [
            (
                service("imag", json!("x")),
                "services.a additional properties 'imag' not allowed (did you mean `image`?)",
            ),
            (
                service("Ports", json!([])),
                "services.a additional properties 'Ports' not allowed (did you mean `ports`?)",
            ),
            (
                service("net", json!("x")),
                "services.a additional properties 'net' not allowed (write `network_mode` instead)",
            ),
            (
                service("build", json!({"ports": []})),
                "services.a.build additional properties 'ports' not allowed (`ports` belongs directly below a service: check the indentation)",
            ),
            (service("image", json!(null)), "services.a.image must be a string (give it a value, or remove the key)"),
            (service("ports", json!("80")), "services.a.ports must be a list (write a list, each element after `- `)"),
            (
                service("healthcheck", json!(["x"])),
                "services.a.healthcheck must be a mapping (write `key: value` lines without `- `)",
            ),
            (service("tty", json!([])), "services.a.tty must be a boolean or a string (write a single value)"),
            (
                service("cgroup", json!("hots")),
                "services.a.cgroup value must be one of 'host', 'private' (did you mean `host`?)",
            ),
            (
                service("depends_on", json!({"b": {}})),
                "services.a.depends_on.b missing property 'condition' (add `condition:`)",
            ),
            (
                service("oom_score_adj", json!(2000)),
                "services.a.oom_score_adj must be less than or equal to 1000 (this is expected: How readily it is killed when memory runs out)",
            ),
            (
                json!({"services": {"a b": {}}}),
                "services additional properties 'a b' not allowed (names have letters, digits, `.`, `_` and `-` only)",
            ),
            (json!([]), "the file must be a mapping (write `key: value` lines without `- `)"),
        ] {
            let told: Vec<_> = violations(&document)
                .into_iter()
                .map(|v| format!("{} ({})", v.message, v.help.unwrap_or_default()))
                .collect();
            assert_eq!(told, [expected], "{document}");
        }
    }
}
