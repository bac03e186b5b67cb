//! Where values come from.

use super::{Loaded, project};
use plimsoll_model::{Address, Origin, VariableState, ViaKind};
use plimsoll_source::Span;

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
        ["compose.yaml:4 required variable D is missing a value: say (while interpolating services.a.hostname)"]
    );
    assert_eq!(loaded.origin("/services/a/hostname").unset, ["D"]);
    assert!(loaded.origin(image).via.iter().any(|via| via.kind == ViaKind::Variable));
}

/// The addresses of all values without values below them.
fn leaves(value: &serde_json::Value, at: &Address, found: &mut Vec<Address>) {
    match value {
        serde_json::Value::Object(map) if !map.is_empty() => {
            map.iter().for_each(|(key, item)| leaves(item, &at.child(key), found));
        }
        serde_json::Value::Array(items) if !items.is_empty() => {
            items.iter().enumerate().for_each(|(i, item)| leaves(item, &at.child(i), found));
        }
        _ => found.push(at.clone()),
    }
}

#[test]
fn every_leaf_has_a_place_of_its_own() {
    let base = r#"
name: ${NAME:-demo}
include: [inc/compose.yaml]
x-base: &base {image: "app:${TAG}", environment: &env {A: 1, B: two, C: null}, labels: [a=b, c]}
services:
  web:
    <<: *base
    build: {context: ., args: [A=1, "B=$$x"], ssh: [default], tags: [t]}
    command: sh -c "echo 'a b'; exec run"
    entrypoint: []
    ports: ["127.0.0.1:8080:80/tcp", "9000-9002:9000-9002", {target: 81, published: "8081"}]
    volumes: ["data:/data:ro,Z", "./src:/src", {type: tmpfs, target: /t, tmpfs: {size: 64m, mode: 0o1777}}]
    depends_on: [db]
    links: [db]
    environment: {<<: *env, D: "${D:-e}"}
    env_file: [{path: a.env}]
    healthcheck: {test: exit 0, interval: 1m30s, retries: 3}
    extra_hosts: ["a=1.1.1.1", "b:[::1]"]
    ulimits: {nofile: {soft: 1, hard: 2}, nproc: 5}
    deploy: {replicas: 2, resources: {limits: {cpus: "0.5", memory: 1g}, reservations: {devices: [{capabilities: [gpu]}]}}}
    secrets: [s, {source: s, target: /x, mode: 0440}]
    networks: {front: {aliases: [w]}, back: null}
    develop: {watch: [{path: src, action: sync, target: /s}]}
  db:
    extends: {service: base, file: other/base.yaml}
    network_mode: "service:inc"
    devices: ["/dev/a:/dev/b:rw"]
    tmpfs: /run
    dns: 1.1.1.1
networks: {front: null, back: {ipam: {config: [{subnet: 10.0.0.0/8}]}}}
volumes: {data: {driver_opts: {o: bind, device: /d}}}
secrets: {s: {file: ./s.txt}}
configs: {k: {content: x}}
"#;
    let over = "services:\n  web:\n    image: other:1\n    environment: [A=2, F]\n    volumes: ['./new:/data']\n    ports: ['8082:82']\n  db: {command: !override [x], tmpfs: !reset null}\n";
    let files = [
        ("compose.yaml", base),
        ("o.yaml", over),
        (
            "inc/compose.yaml",
            "services: {inc: {image: i, env_file: b.env, volumes: ['./x:/x']}}\nvolumes: {shared: {}}\n",
        ),
        (
            "other/base.yaml",
            "services:\n  base: {image: 'b:${TAG}', labels: {x: y}, volumes: ['./y:/y'], expose: [80]}\n",
        ),
        (".env", "TAG=1\n"),
        ("a.env", "G=1\nH=${TAG}\n"),
        ("inc/b.env", "I=1\n"),
    ];
    let loaded = project(&files);
    assert_eq!(loaded.told(), Vec::<String>::new());
    let model = loaded.model.as_ref().expect("a model");
    let mut found = Vec::new();
    leaves(&model.document, &Address::root(), &mut found);
    assert!(found.len() > 100, "only {} leaves", found.len());
    let lost: Vec<&Address> = found.iter().filter(|at| model.origins.get(at).is_none()).collect();
    assert!(lost.is_empty(), "{lost:?}");
    for at in &found {
        let span = model.origins.get(at).expect("an origin").span;
        assert!(loaded.sources.get(span.file).text.get(span.range()).is_some(), "{at} lies in its file");
    }
}
