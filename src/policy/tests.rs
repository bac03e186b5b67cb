//! Policies mean here what they mean in OPA: `tests/semantics/*.rego` hold OPA's answers, and `.ci/opa_compare.py` asks OPA again.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{Bundle, PolicySet};

/// What a policy answers, as JSON: sets are sorted arrays.
fn answer(path: &str, text: &str, input: Value) -> Value {
    let bundle = Bundle::given([(path.to_owned(), text.to_owned())]).expect("no data files");
    let set = PolicySet::load(bundle).unwrap_or_else(|errors| panic!("{}", errors[0]));
    let mut engine = set.engine().unwrap_or_else(|error| panic!("{error}"));
    engine.set_input(regorus::Value::from(input));
    let answers = engine.eval_query("data.t".to_owned(), false).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::to_value(&answers.result[0].expressions[0].value).expect("JSON")
}

fn header(text: &str, name: &str) -> Value {
    let line = text.lines().find_map(|line| line.strip_prefix(&format!("# {name}: "))).expect("header");
    serde_json::from_str(line).expect("JSON")
}

#[test]
fn answers_are_opas() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/semantics");
    let mut files: Vec<_> = fs::read_dir(folder).expect("folder").map(|entry| entry.expect("entry").path()).collect();
    files.sort();
    let mut different = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("UTF-8");
        let name = file.file_name().and_then(|name| name.to_str()).expect("UTF-8");
        let (ours, opas) = (answer(name, &text, header(&text, "input")), header(&text, "result"));
        let (Value::Object(ours), Value::Object(opas)) = (ours, opas) else { panic!("{name}: no objects") };
        let rules: std::collections::BTreeSet<&String> = ours.keys().chain(opas.keys()).collect();
        for rule in rules {
            // Where a partial object has no fields, the engine leaves it out.
            let is_nothing =
                |value: Option<&Value>| value.is_none_or(|v| v.as_object().is_some_and(serde_json::Map::is_empty));
            let (ours, opas) = (ours.get(rule), opas.get(rule));
            if ours != opas && !(is_nothing(ours) && is_nothing(opas)) {
                different.push(format!("{name} {rule}: ours {ours:?}, OPA's {opas:?}"));
            }
        }
    }
    assert!(different.is_empty(), "\n{}", different.join("\n"));
}
