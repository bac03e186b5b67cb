//! Our schema of the Compose file against the one that docker compose validates with: both must accept and reject the same documents.

use std::fs;

use plimsoll_loader::normalize::schema;
use serde_json::{Map, Value, json};

use crate::shared::{self, Dice};

/// Keys of newer versions, which ours takes and the reference of that day does not.
const NEWER: [&str; 2] = ["jobs", "umask"];

#[test]
fn agrees_with_the_reference() {
    let Some(tables) = shared::folder("conformance/compose-tables") else { return };
    let text = fs::read_to_string(tables.join("reference-schema/compose-spec.json")).unwrap();
    let reference = jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap();
    let mut dice = Dice(20_260_710);
    let (mut compared, mut differing) = (0, Vec::new());
    for document in documents() {
        for round in 0..4 {
            let document = if round == 0 { document.clone() } else { mutated(document.clone(), &mut dice) };
            let (theirs, ours) = (reference.is_valid(&document), schema::violations(&document));
            compared += 1;
            if theirs != ours.is_empty()
                && !NEWER.iter().any(|key| document.to_string().contains(&format!("\"{key}\":")))
            {
                differing.push(format!("reference accepts: {theirs}, ours says {:?}\n  {document}", ours.first()));
            }
        }
    }
    println!("{compared} documents, {} disagreements", differing.len());
    assert!(compared > 10_000, "the shared documents were not found: {compared}");
    assert!(
        differing.is_empty(),
        "{} of {compared} differ\n{}",
        differing.len(),
        differing[..differing.len().min(10)].join("\n")
    );
}

/// Every Compose file among the recorded cases and the real repositories.
fn documents() -> Vec<Value> {
    let mut texts = Vec::new();
    if let Some(folder) = shared::folder("conformance/compose-tables") {
        texts.extend(shared::rows(&folder, "schema").iter().filter_map(|row| row["text"].as_str().map(str::to_owned)));
    }
    if let Some(folder) = shared::folder("conformance/compose") {
        for row in shared::rows(&folder, "") {
            let files = row["in"].as_object().into_iter().flatten();
            texts.extend(
                files.filter(|(name, _)| is_yaml(name)).filter_map(|(_, text)| text.as_str().map(str::to_owned)),
            );
        }
    }
    if let Some(folder) = shared::folder("corpus") {
        let files = shared::files(&folder, &|name| name.contains("compose") && is_yaml(name));
        texts.extend(files.iter().filter_map(|path| fs::read_to_string(path).ok()));
    }
    texts.iter().flat_map(|text| parsed(text)).filter(Value::is_object).collect()
}

fn is_yaml(name: &str) -> bool {
    name.ends_with(".yml") || name.ends_with(".yaml")
}

fn parsed(text: &str) -> Vec<Value> {
    use serde::Deserialize;
    let mut documents = Vec::new();
    for document in serde_yaml::Deserializer::from_str(text) {
        let Ok(mut value) = serde_yaml::Value::deserialize(document) else { break };
        if value.apply_merge().is_ok() {
            documents.extend(as_json(value));
        }
    }
    documents
}

/// None for what JSON cannot say.
fn as_json(value: serde_yaml::Value) -> Option<Value> {
    Some(match value {
        serde_yaml::Value::Null => Value::Null,
        serde_yaml::Value::Bool(value) => value.into(),
        serde_yaml::Value::Number(number) => serde_json::to_value(number).ok()?,
        serde_yaml::Value::String(text) => text.into(),
        serde_yaml::Value::Sequence(items) => items.into_iter().map(as_json).collect::<Option<Vec<_>>>()?.into(),
        serde_yaml::Value::Mapping(entries) => entries
            .into_iter()
            .map(|(key, value)| Some((key.as_str()?.to_owned(), as_json(value)?)))
            .collect::<Option<Map<_, _>>>()?
            .into(),
        serde_yaml::Value::Tagged(tagged) => as_json(tagged.value)?,
    })
}

/// The document with one value replaced, dropped, doubled or renamed.
fn mutated(mut document: Value, dice: &mut Dice) -> Value {
    let samples = [
        json!("x"),
        json!(""),
        json!(5),
        json!(-1),
        json!(1.5),
        json!(true),
        json!(null),
        json!([]),
        json!({}),
        json!(["x", "x"]),
        json!([1, 2]),
        json!([null]),
        json!([{"k": "v"}]),
        json!({"k": "v"}),
        json!({"k": {"z": 1}}),
        json!({"k": null}),
        json!({"x-a": 1}),
        json!({"": "v"}),
        json!("a b"),
        json!("missing"),
        json!("bind"),
        json!({"name": "x"}),
        json!([{}, {}]),
    ];
    let pointers = pointers(&document);
    let pointer = &pointers[dice.roll(pointers.len())];
    let sample = samples[dice.roll(samples.len())].clone();
    let Some((parent, last)) = pointer.rsplit_once('/') else { return document };
    let last = last.replace("~1", "/").replace("~0", "~");
    match (document.pointer_mut(parent), dice.roll(6)) {
        (Some(Value::Object(entries)), 0) => drop(entries.remove(&last)),
        (Some(Value::Object(entries)), 1) => {
            let value = entries.remove(&last).unwrap_or_default();
            let name = ["x-a", "foo", "a b", "", "test", "image", "é"][dice.roll(7)];
            entries.insert(name.to_owned(), value);
        }
        (Some(Value::Object(entries)), _) => drop(entries.insert(last, sample)),
        (Some(Value::Array(items)), 0) => items.push(items[0].clone()),
        (Some(Value::Array(items)), _) => items[last.parse::<usize>().unwrap()] = sample,
        _ => {}
    }
    document
}

fn pointers(document: &Value) -> Vec<String> {
    fn collect(value: &Value, at: &str, found: &mut Vec<String>) {
        found.push(at.to_owned());
        match value {
            Value::Object(entries) => {
                for (key, value) in entries {
                    collect(value, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), found);
                }
            }
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(i, item)| collect(item, &format!("{at}/{i}"), found))
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    collect(document, "", &mut found);
    found
}
