//! Where values come from.

use super::{Loaded, project};
use crate::model::{Address, Origin, VariableState, ViaKind};
use crate::source::Span;

impl Loaded {
    fn origin(&self, pointer: &str) -> &Origin {
        let address = Address::parse(pointer).unwrap();
        self.model.as_ref().unwrap().origins.get(&address).unwrap_or_else(|| panic!("no origin at {pointer}"))
    }

    fn line(&self, span: Span) -> String {
        let at = self.sources.location(span);
        format!("{}:{}", at.path, at.start.line)
    }

    /// `path:line` of a value and `kind path:line` of what had a part in it.
    fn place(&self, pointer: &str) -> String {
        let origin = self.origin(pointer);
        let via = origin.via.iter().map(|via| format!(" {:?} {}", via.kind, self.line(via.span)));
        format!("{}{}", self.line(origin.span), via.collect::<String>())
    }
}

fn sample() -> Loaded {
    project(&[
        (
            "compose.yaml",
            "x-base: &base\n  user: u\n  labels: [l=v]\ninclude: [inc.yaml]\nservices:\n  a:\n    <<: *base\n    image: i:${TAG}\n    hostname: h\n    \
             command: |\n      one\n    ports: [\"80:81\"]\n    env_file: e.env\n    networks: [n]\n  b:\n    extends: {file: base.yaml, service: s}\n\
             networks: {n: }\n",
        ),
        ("o.yaml", "services:\n  a:\n    hostname: other\n    environment:\n      X: ${NOBODY}\n"),
        ("inc.yaml", "services:\n  c:\n    image: k\n"),
        ("base.yaml", "services:\n  s:\n    image: j\n"),
        ("e.env", "# c\nE=1\n"),
        (".env", "OTHER=1\nTAG=2\n"),
    ])
}

#[test]
fn every_value_knows_its_line_and_the_way_it_came() {
    let loaded = sample();
    assert_eq!(loaded.told(), [] as [&str; 0]);
    for (pointer, expected) in [
        ("/services/a/user", "compose.yaml:2 Alias compose.yaml:7"),
        ("/services/a/labels/l", "compose.yaml:3 Alias compose.yaml:7"),
        ("/services/a/image", "compose.yaml:8 Variable .env:2"),
        ("/services/a/hostname", "o.yaml:3 Override compose.yaml:9"),
        ("/services/a/command/0", "compose.yaml:10"),
        ("/services/a/ports/0/target", "compose.yaml:12"),
        ("/services/a/ports/0/protocol", "compose.yaml:12"),
        ("/services/a/environment/E", "e.env:2 EnvFile compose.yaml:13"),
        ("/services/a/environment/X", "o.yaml:5"),
        ("/services/b/image", "base.yaml:3 Extends compose.yaml:16"),
        ("/services/c/image", "inc.yaml:3 Include compose.yaml:4"),
        ("/services/b/networks/default", "compose.yaml:16"),
        ("/networks/n/name", "compose.yaml:17"),
    ] {
        assert_eq!(loaded.place(pointer), expected, "{pointer}");
    }
    assert_eq!(loaded.origin("/services/a/environment/X").unset, ["NOBODY"]);
}

#[test]
fn every_value_of_the_model_has_an_origin_in_a_file() {
    fn pointers(value: &serde_json::Value, at: &Address, into: &mut Vec<Address>) {
        into.push(at.clone());
        match value {
            serde_json::Value::Array(items) => {
                items.iter().enumerate().for_each(|(i, item)| pointers(item, &at.child(i), into))
            }
            serde_json::Value::Object(map) => map.iter().for_each(|(key, item)| pointers(item, &at.child(key), into)),
            _ => {}
        }
    }
    let loaded = sample();
    let mut all = Vec::new();
    pointers(&loaded.model.as_ref().unwrap().document, &Address::root(), &mut all);
    assert!(all.len() > 30);
    for address in all {
        let origin = loaded.origin(address.as_str());
        assert!(loaded.sources.get(origin.span.file).text.get(origin.span.range()).is_some(), "{address}");
    }
}

#[test]
fn uses_of_variables_tell_state_and_place() {
    let loaded = project(&[
        ("compose.yaml", "services:\n  a:\n    image: i:${A}-${B:-x}-${C}\n    hostname: ${D:?say}\n"),
        (".env", "A=1\n"),
    ]);
    let model = loaded.model.as_ref().unwrap();
    let uses: Vec<_> = model
        .variables
        .iter()
        .map(|(variable, origin)| {
            let used_at = variable.used_at.as_ref().map_or("-", |at| at.as_str());
            (variable.name.as_str(), variable.state, used_at, loaded.sources.slice(origin.span))
        })
        .collect();
    let image = "/services/a/image";
    assert_eq!(
        uses,
        [
            ("A", VariableState::Set, image, "${A}".to_owned()),
            ("B", VariableState::Defaulted, image, "${B:-x}".to_owned()),
            ("C", VariableState::Unset, image, "${C}".to_owned()),
            ("D", VariableState::Required, "/services/a/hostname", "${D:?say}".to_owned()),
        ]
    );
    assert_eq!(
        loaded.told(),
        ["compose.yaml:4 error while interpolating services.a.hostname: required variable D is missing a value: say"]
    );
    assert_eq!(loaded.origin("/services/a/hostname").unset, ["D"]);
    assert!(loaded.origin(image).via.iter().any(|via| via.kind == ViaKind::Variable));
}
