//! Whether a document surely is of the shape that a schema asks for: most are, and for them nobody need make a validator, which takes longer than all
//! else of a small project. What is not sure is no, and then a validator has the word.

use serde_json::{Map, Value};

/// More entries are left to a validator, which compares them otherwise.
const MAX_UNIQUE: usize = 256;

/// Keywords that ask for nothing.
const SILENT: [&str; 8] = ["$schema", "$id", "$defs", "title", "description", "default", "examples", "deprecated"];

/// Keywords that ask together for the fields of an object.
const OF_FIELDS: [&str; 3] = ["properties", "patternProperties", "additionalProperties"];

/// Whether a document surely is what a schema asks for. References lead into `$defs` of the schema.
pub(super) fn fits(document: &Value, schema: &Value) -> bool {
    Shape { root: schema }.takes(schema, document)
}

struct Shape<'s> {
    root: &'s Value,
}

impl Shape<'_> {
    fn takes(&self, schema: &Value, value: &Value) -> bool {
        let Value::Object(keywords) = schema else { return *schema == Value::Bool(true) };
        keywords.iter().all(|(keyword, asked)| match (keyword.as_str(), value) {
            ("$ref", _) => self.definition(asked).is_some_and(|definition| self.takes(definition, value)),
            ("type", _) => match asked {
                Value::Array(kinds) => kinds.iter().any(|kind| is_of(kind, value)),
                kind => is_of(kind, value),
            },
            ("enum", _) => asked.as_array().is_some_and(|all| all.contains(value)),
            ("properties" | "patternProperties" | "additionalProperties", Value::Object(fields)) => {
                // All three at once, when the first of them comes.
                let first = OF_FIELDS.iter().find(|one| keywords.contains_key(**one));
                first.is_none_or(|first| first != keyword)
                    || fields.iter().all(|(name, value)| self.takes_field(keywords, name, value))
            }
            ("required", Value::Object(fields)) => {
                let mut names = asked.as_array().into_iter().flatten();
                names.all(|name| name.as_str().is_some_and(|name| fields.contains_key(name)))
            }
            ("items", Value::Array(items)) => items.iter().all(|item| self.takes(asked, item)),
            ("uniqueItems", Value::Array(items)) => *asked == Value::Bool(false) || are_unique(items),
            ("minimum", Value::Number(number)) => number.as_f64() >= asked.as_f64(),
            ("maximum", Value::Number(number)) => number.as_f64() <= asked.as_f64(),
            ("pattern", Value::String(text)) => asked.as_str().and_then(|pattern| matches(pattern, text)) == Some(true),
            // They ask for nothing of a value of another kind.
            ("properties" | "patternProperties" | "additionalProperties" | "required" | "items", _) => true,
            ("uniqueItems" | "minimum" | "maximum" | "pattern", _) => true,
            (other, _) => SILENT.contains(&other),
        })
    }

    fn takes_field(&self, keywords: &Map<String, Value>, name: &str, value: &Value) -> bool {
        let mut is_known = false;
        if let Some(schema) = keywords.get("properties").and_then(|all| all.get(name)) {
            is_known = true;
            if !self.takes(schema, value) {
                return false;
            }
        }
        for (pattern, schema) in keywords.get("patternProperties").and_then(Value::as_object).into_iter().flatten() {
            match matches(pattern, name) {
                Some(true) if self.takes(schema, value) => is_known = true,
                Some(false) => {}
                _ => return false,
            }
        }
        is_known || keywords.get("additionalProperties").is_none_or(|schema| self.takes(schema, value))
    }

    fn definition(&self, reference: &Value) -> Option<&Value> {
        self.root.pointer(reference.as_str()?.strip_prefix('#')?)
    }
}

fn is_of(kind: &Value, value: &Value) -> bool {
    match (kind.as_str().unwrap_or_default(), value) {
        ("null", Value::Null)
        | ("boolean", Value::Bool(_))
        | ("string", Value::String(_))
        | ("number", Value::Number(_))
        | ("array", Value::Array(_))
        | ("object", Value::Object(_)) => true,
        ("integer", Value::Number(number)) => number.is_i64() || number.is_u64(),
        _ => false,
    }
}

/// Whether entries surely differ. Numbers with a point may equal those without.
fn are_unique(items: &[Value]) -> bool {
    items.len() <= MAX_UNIQUE
        && !items.iter().any(has_point)
        && items.iter().enumerate().all(|(at, item)| !items[..at].contains(item))
}

fn has_point(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_f64(),
        Value::Array(items) => items.iter().any(has_point),
        Value::Object(fields) => fields.values().any(has_point),
        _ => false,
    }
}

/// Whether a text matches one of the few patterns that schemas of ours have; nothing where that is not known here.
fn matches(pattern: &str, text: &str) -> Option<bool> {
    let word = |c: char| c.is_ascii_alphanumeric();
    match pattern {
        ".+" | "^.+$" if text.chars().all(|c| !matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}')) => {
            Some(!text.is_empty())
        }
        "^x-" => Some(text.starts_with("x-")),
        "^[a-z]+$" => Some(!text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase())),
        "^[a-zA-Z0-9._-]+$" => Some(!text.is_empty() && text.chars().all(|c| word(c) || matches!(c, '.' | '_' | '-'))),
        "^all$" => Some(text == "all"),
        "[a-zA-Z0-9][a-zA-Z0-9_.-]+" => {
            let mut chars = text.chars();
            let starts = chars.next().is_some_and(word);
            // It may match further on, too.
            (starts && chars.next().is_some_and(|c| word(c) || matches!(c, '_' | '.' | '-'))).then_some(true)
        }
        "always|never|build|if_not_present|missing|refresh|daily|weekly|every_([0-9]+[wdhms])+"
            if pattern.split('|').any(|one| one == text) =>
        {
            Some(true)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::fits;
    use crate::normalize::schema::SCHEMA;

    /// Values that stand in the place of others.
    fn others() -> Vec<serde_json::Value> {
        vec![
            json!(null),
            json!(true),
            json!(-1),
            json!(1.0),
            json!(1.5),
            json!(""),
            json!("a\nb"),
            json!("always"),
            json!("every_1w"),
            json!([]),
            json!(["a", "a"]),
            json!([1, 1.0]),
            json!({}),
            json!({"x-y": 1, "Z": "v"}),
            json!({"name": "a", "condition": "service_started"}),
        ]
    }

    /// Every value in a document, by its pointer.
    fn pointers(value: &serde_json::Value, at: &str, out: &mut Vec<String>) {
        out.push(at.to_owned());
        match value {
            serde_json::Value::Object(fields) => {
                fields.iter().for_each(|(name, value)| pointers(value, &format!("{at}/{name}"), out));
            }
            serde_json::Value::Array(items) => {
                items.iter().enumerate().for_each(|(index, item)| pointers(item, &format!("{at}/{index}"), out));
            }
            _ => {}
        }
    }

    fn document() -> serde_json::Value {
        json!({
            "name": "shop",
            "x-common": {"any": [1, 2]},
            "services": {
                "web": {
                    "image": "nginx:1.27", "container_name": "web1", "pull_policy": "always", "cpu_count": 2, "oom_score_adj": 5,
                    "build": {"context": ".", "args": ["A=1"], "labels": {"a.b": "c"}, "ssh": ["default"]},
                    "ports": ["80:80", {"target": 443, "published": "8443", "protocol": "tcp"}],
                    "environment": {"A": "b", "N": 1, "E": null},
                    "depends_on": {"db": {"condition": "service_healthy", "required": true}},
                    "networks": {"front": {"aliases": ["w"], "priority": 3}},
                    "volumes": ["data:/d", {"type": "bind", "source": "/a", "target": "/b", "bind": {"propagation": "rshared"}}],
                    "healthcheck": {"test": ["CMD", "true"], "interval": "5s", "retries": 3},
                    "deploy": {"resources": {"limits": {"cpus": "0.5", "memory": "50M", "pids": 10}}, "replicas": 2},
                    "ulimits": {"nofile": {"soft": 1, "hard": 2}, "nproc": 5},
                    "cap_drop": ["ALL"], "dns": "1.1.1.1", "extra_hosts": ["a:1"], "gpus": "all", "tmpfs": ["/t"],
                },
                "db": {"image": "postgres", "env_file": [{"path": ".env", "required": false}], "secrets": ["s", {"source": "t", "mode": "0400"}]},
            },
            "networks": {"front": {"driver": "bridge", "ipam": {"config": [{"subnet": "10.0.0.0/8"}]}}, "other": null},
            "volumes": {"data": {"driver_opts": {"o": "bind", "n": 2}}},
            "secrets": {"s": {"file": "./s"}, "t": {"external": true}},
            "configs": {"c": {"content": "x"}},
        })
    }

    #[test]
    fn what_fits_is_valid() {
        let validator = jsonschema::validator_for(&SCHEMA).expect("a schema");
        let whole = document();
        assert!(validator.is_valid(&whole) && fits(&whole, &SCHEMA), "{:?}", validator.iter_errors(&whole).next());
        let mut places = Vec::new();
        pointers(&whole, "", &mut places);
        let (mut fit, mut valid) = (0, 0);
        for place in &places {
            for other in others() {
                let mut changed = whole.clone();
                *changed.pointer_mut(place).expect("there is something") = other;
                let (is_fit, is_valid) = (fits(&changed, &SCHEMA), validator.is_valid(&changed));
                assert!(is_valid || !is_fit, "{place}: {changed}");
                fit += usize::from(is_fit);
                valid += usize::from(is_valid);
            }
        }
        // Nearly all that is valid is known to be.
        assert!(fit > 100 && fit * 10 > valid * 9, "{fit} of {valid}");
    }
}
