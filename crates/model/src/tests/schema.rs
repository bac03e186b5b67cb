//! `schemas/input.json` and `schemas/input_environments.json` are this model, derived. `UPDATE=1 cargo test -p plimsoll-model` writes them anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use schemars::generate::SchemaSettings;
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use crate::{Environments, Project};

/// File, identity and title of what policies get.
const PROJECT: [&str; 3] =
    ["input.json", "https://plimsoll.dev/schemas/input.json", "The input of policies: one project"];

/// The same for those that look at several environments.
const ENVIRONMENTS: [&str; 3] = [
    "input_environments.json",
    "https://plimsoll.dev/schemas/input_environments.json",
    "The input of policies for environments: those of one application",
];

/// Objects that have attributes of the Compose file beside their own, and what these attributes belong to there.
const OPEN: [(&str, &[&str]); 2] =
    [("Service", &["service"]), ("Resource", &["network", "volume", "secret", "config"])];

fn schemas() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../schemas")
}

fn read(name: &str) -> String {
    fs::read_to_string(schemas().join(name)).unwrap_or_else(|error| panic!("schemas/{name}: {error}"))
}

#[test]
fn the_schema_of_the_input_is_the_model() {
    is_kept(PROJECT[0], &printed(&derived::<Project>(PROJECT)));
    is_kept(ENVIRONMENTS[0], &printed(&derived::<Environments<'_>>(ENVIRONMENTS)));
}

fn is_kept(name: &str, derived: &str) {
    if std::env::var_os("UPDATE").is_some() {
        fs::write(schemas().join(name), derived).expect("can be written");
        return;
    }
    let kept = read(name);
    let differs = kept.lines().zip(derived.lines()).position(|(kept, derived)| kept != derived);
    let line = differs.unwrap_or_else(|| kept.lines().count().min(derived.lines().count()));
    let at = |text: &str| text.lines().nth(line).unwrap_or_default().trim().to_owned();
    assert!(
        kept == derived,
        "schemas/{name}:{} is not what the model says; write it anew with UPDATE=1 cargo test -p plimsoll-model\n  kept:    {}\n  derived: {}",
        line + 1,
        at(&kept),
        at(derived)
    );
}

fn derived<T: schemars::JsonSchema>([_, id, title]: [&str; 3]) -> Value {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let mut schema = generator.into_root_schema_for::<T>().to_value();
    plain(&mut schema);
    schema["$id"] = json!(id);
    schema["title"] = json!(title);
    for (name, _) in OPEN {
        schema["$defs"][name]["additionalProperties"] = json!(true);
    }
    name_attributes(&mut schema);
    schema
}

/// In plain words of JSON Schema: objects are closed, closed words are an `enum` with what they mean in its description, and there are no formats
/// of Rust's numbers.
fn plain(schema: &mut Value) {
    match schema {
        Value::Array(list) => list.iter_mut().for_each(plain),
        Value::Object(map) => {
            map.values_mut().for_each(plain);
            if map.get("format").is_some_and(|format| format != "json-pointer") {
                map.remove("format");
            }
            if map.get("properties").is_some_and(Value::is_object) {
                map.entry("additionalProperties").or_insert(json!(false));
            }
            if let Some((words, meanings)) = map.get("oneOf").and_then(closed) {
                let about = map.get("description").and_then(Value::as_str).unwrap_or_default();
                let description = format!("{about}\n\n{}", meanings.join("\n"));
                map.remove("oneOf");
                map.insert("type".to_owned(), json!("string"));
                map.insert("enum".to_owned(), json!(words));
                map.insert("description".to_owned(), json!(description));
            }
        }
        _ => {}
    }
}

/// The words of an `oneOf` of constants, and what they mean.
fn closed(choices: &Value) -> Option<(Vec<Value>, Vec<String>)> {
    let one = |choice: &Value| {
        let word = choice.get("const")?.clone();
        let meaning = choice.get("description")?.as_str()?.replace('\n', " ");
        let shown = match word.as_str()? {
            "" => "empty".to_owned(),
            word => format!("`{}`", word.replace('\n', "\\n")),
        };
        Some((word, format!("- {shown}: {meaning}")))
    };
    choices.as_array()?.iter().map(one).collect()
}

/// Names, beside an object's own, that can be meant in it: the attributes of the Compose file, and extensions.
fn name_attributes(schema: &mut Value) {
    let compose: Value = serde_json::from_str(&read("compose.json")).expect("it is JSON");
    let names = |value: &Value| -> BTreeSet<String> {
        value.as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect()
    };
    for (object, kinds) in OPEN {
        let mut all = names(&schema["$defs"][object]["properties"]);
        all.extend(kinds.iter().flat_map(|kind| names(&compose["$defs"][*kind]["properties"])));
        schema["$defs"][object]["x-names"] = json!({"anyOf": [{"enum": all}, {"pattern": "^x-"}]});
    }
}

// -------------------------------------------------------------------- printing

/// Keywords in the order in which people read them; all others come behind, by name.
const KEYWORDS: [&str; 8] = ["$schema", "$id", "title", "type", "description", "enum", "const", "properties"];

fn printed(schema: &Value) -> String {
    serde_json::to_string_pretty(&Printed(schema)).expect("a schema is JSON") + "\n"
}

/// A schema with its keywords in order, and fields in the order of the model (which `required` has).
struct Printed<'s>(&'s Value);

/// The fields of an object, by name.
struct Fields<'s>(&'s Map<String, Value>, Vec<&'s str>);

fn in_order<S: Serializer>(map: &Map<String, Value>, order: &[&str], serializer: S) -> Result<S::Ok, S::Error> {
    let rank = |name: &str| order.iter().position(|other| *other == name).unwrap_or(order.len());
    let mut names: Vec<&String> = map.keys().collect();
    names.sort_by_key(|name| rank(name));
    let required = map.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let required: Vec<&str> = required.collect();
    let mut out = serializer.serialize_map(Some(map.len()))?;
    for name in names {
        match &map[name] {
            Value::Object(fields) if name == "properties" => {
                out.serialize_entry(name, &Fields(fields, required.clone()))?
            }
            value => out.serialize_entry(name, &Printed(value))?,
        }
    }
    out.end()
}

impl Serialize for Printed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Object(map) => in_order(map, &KEYWORDS, serializer),
            Value::Array(list) => {
                let mut out = serializer.serialize_seq(Some(list.len()))?;
                list.iter().try_for_each(|one| out.serialize_element(&Printed(one)))?;
                out.end()
            }
            value => value.serialize(serializer),
        }
    }
}

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        in_order(self.0, &self.1, serializer)
    }
}
