//! What values come to.

use serde_json::{Value, json};

use super::{project, request};
use crate::normalize::compose::{ComposeRequest, Options, Paths};

/// Wraps attributes of a service `a`.
fn service(attributes: &str) -> String {
    format!(
        "services:\n  a:\n    image: i\n{}",
        attributes.lines().map(|line| format!("    {line}\n")).collect::<String>()
    )
}

#[test]
fn an_override_merges_attribute_by_attribute() {
    let table: &[(&str, &str, &str, Value)] = &[
        ("hostname: x", "hostname: y", "hostname", json!("y")),
        ("hostname: x", "hostname:", "hostname", json!("x")),
        ("command: [a, b]", "command: [c]", "command", json!(["c"])),
        ("command: [a]", "command:", "command", json!(null)),
        ("command: [a]", "command: []", "command", json!([])),
        ("environment: {A: 1, B: 2}", "environment: [B=3, C]", "environment", json!({"A": "1", "B": "3", "C": null})),
        ("labels: [x=1]", "labels: {x: 2}", "labels", json!({"x": "2"})),
        ("dns: 1.1.1.1", "dns: [2.2.2.2, 1.1.1.1]", "dns", json!(["1.1.1.1", "2.2.2.2"])),
        ("cap_add: [A, B]", "cap_add: [B, C]", "cap_add", json!(["A", "B", "C"])),
        ("security_opt: [a]", "security_opt: [b]", "security_opt", json!(["a", "b"])),
        ("expose: [80]", "expose: ['80', 81]", "expose", json!(["80", "81"])),
        ("volumes: [./a:/d, ./b:/e]", "volumes: [vv:/d/]", "volumes/0/type", json!("volume")),
        ("ports: ['80:80']", "ports: ['80:80', '81:80']", "ports/1/published", json!("81")),
        ("ports: ['80-81:80-81']", "ports: [{target: 81, published: '81', name: n}]", "ports/1/name", json!("n")),
        ("extra_hosts: [a:1.1.1.1]", "extra_hosts: {a: 2.2.2.2}", "extra_hosts", json!(["a=1.1.1.1", "a=2.2.2.2"])),
        ("tmpfs: /a:x=1", "tmpfs: ['/a:x=2', /b]", "tmpfs", json!(["/a:x=2", "/b"])),
        ("build: ./x", "build: {target: t}", "build/context", json!("x")),
        (
            "logging: {driver: d, options: {a: 1}}",
            "logging: {driver: e, options: {b: 2}}",
            "logging/options",
            json!({"b": "2"}),
        ),
        (
            "logging: {driver: d, options: {a: 1}}",
            "logging: {options: {b: 2}}",
            "logging/options",
            json!({"a": "1", "b": "2"}),
        ),
        ("ulimits: {nofile: {soft: 1, hard: 2}}", "ulimits: {nofile: 3}", "ulimits/nofile", json!(3)),
        ("environment: {A: 1}", "environment: !override {B: 2}", "environment", json!({"B": "2"})),
        ("environment: {A: 1, B: 2}", "environment: {A: !reset x}", "environment", json!({"B": "2"})),
        ("ports: ['80:80']", "ports: !reset []", "ports", json!(null)),
    ];
    for (base, over, pointer, expected) in table {
        let loaded = project(&[("compose.yaml", &service(base)), ("o.yaml", &service(over)), ("v.yaml", "")]);
        assert_eq!(loaded.at(&format!("/services/a/{pointer}")), *expected, "{base} + {over}: {:?}", loaded.told());
    }
}

#[test]
fn short_forms_become_long_ones() {
    let table: &[(&str, &str, Value)] = &[
        ("mem_limit: 1.5g", "mem_limit", json!("1610612736")),
        ("stop_grace_period: 90s", "stop_grace_period", json!("1m30s")),
        ("cpus: '0.5'", "cpus", json!(0.5)),
        ("privileged: yes", "privileged", json!(true)),
        ("healthcheck: {test: curl x}", "healthcheck/test", json!(["CMD-SHELL", "curl x"])),
        ("command: echo 'a b' c", "command", json!(["echo", "a b", "c"])),
        ("gpus: all", "gpus", json!([{"count": -1}])),
        ("secrets: [{source: s, mode: 0440}]", "secrets/0/mode", json!("0440")),
        ("devices: [/dev/a]", "devices/0", json!({"source": "/dev/a", "target": "/dev/a", "permissions": "rwm"})),
        ("depends_on: [b]", "depends_on", json!({"b": {"condition": "service_started", "required": true}})),
        ("links: ['b:c']", "depends_on/b/restart", json!(true)),
        ("group_add: [1]", "group_add", json!(["1"])),
        (
            "environment: {UMASK: 022, F: 1e6, N: , T: true}",
            "environment",
            json!({"UMASK": "18", "F": "1e+06", "N": null, "T": "true"}),
        ),
        (
            "volumes: ['./a/../b:/x:ro,z']",
            "volumes/0",
            json!({
                "type": "bind", "source": "b", "target": "/x", "read_only": true, "bind": {"create_host_path": true, "selinux": "z"}
            }),
        ),
    ];
    for (attribute, pointer, expected) in table {
        let loaded = project(&[("compose.yaml", &service(attribute))]);
        assert_eq!(loaded.at(&format!("/services/a/{pointer}")), *expected, "{attribute}: {:?}", loaded.told());
    }
}

#[test]
fn what_is_split_or_expanded_stays_readable() {
    let loaded = project(&[(
        "compose.yaml",
        &service("command: sh -c 'x' ; rm -rf /\nvolumes: [./a:/b, {type: bind, source: c, target: /d}]"),
    )]);
    let model = loaded.model.unwrap();
    assert_eq!(model.document["services"]["a"]["command"], json!(["sh", "-c", "x"]));
    let raw: Vec<_> = model.raw.iter().map(|(at, text)| (at.as_str(), text.as_str())).collect();
    assert_eq!(raw, [("/services/a/command", "sh -c 'x' ; rm -rf /")]);
    assert_eq!(model.short_volumes.iter().map(|at| at.as_str()).collect::<Vec<_>>(), ["/services/a/volumes/0"]);
}

#[test]
fn bases_come_under_what_extends_them() {
    let base = "services:\n  b:\n    extends: c\n    image: i\n    volumes: [./d:/d]\n    env_file: x.env\n  c:\n    hostname: h\n    build: ./ctx\n";
    let main = "services:\n  a:\n    extends: {file: sub/base.yaml, service: b}\n    hostname: own\n";
    let loaded = project(&[("compose.yaml", main), ("sub/base.yaml", base), ("sub/x.env", "K=v\n")]);
    assert_eq!(loaded.told(), [] as [&str; 0]);
    let service = loaded.at("/services/a");
    assert_eq!(service["hostname"], "own");
    assert_eq!(service["volumes"][0]["source"], "sub/d");
    assert_eq!(service["build"]["context"], "sub/ctx");
    assert_eq!(service["environment"], json!({"K": "v"}));
    assert_eq!(service.get("extends"), None);
}

#[test]
fn included_projects_have_their_own_directory_and_variables() {
    let files = [
        (
            "compose.yaml",
            "include: [{path: sub/c.yaml, env_file: e.env}]\nservices:\n  a: {image: 'x${V}'}\n  b: {hostname: h}\n",
        ),
        ("sub/c.yaml", "services:\n  b:\n    image: 'i${V}'\n    volumes: [./d:/d]\n"),
        ("e.env", "V=1\n"),
        (".env", ""),
    ];
    let loaded = project(&files);
    assert_eq!(loaded.at("/services/a/image"), "x");
    assert_eq!(loaded.at("/services/b/image"), "i1");
    assert_eq!(loaded.at("/services/b/hostname"), "h");
    assert_eq!(loaded.at("/services/b/volumes/0/source"), "sub/d");
}

#[test]
fn env_files_feed_containers_and_dotenv_feeds_the_file() {
    let files = [
        (
            "compose.yaml",
            "services:\n  a:\n    image: i:${TAG}-${NOT:-n}\n    env_file: [one.env, {path: two.env, required: false}]\n    environment: [C=own, P]\n",
        ),
        (".env", "TAG=1\nP=passed\n"),
        ("one.env", "A=1\nC=file\nB=${A}${TAG}\n"),
    ];
    let loaded = project(&files);
    assert_eq!(loaded.at("/services/a/image"), "i:1-n");
    assert_eq!(loaded.at("/services/a/environment"), json!({"A": "1", "B": "11", "C": "own", "P": "passed"}));
    let model = loaded.model.unwrap();
    let uses: Vec<_> =
        model.env_files.iter().map(|file| (file.path.as_str(), file.interpolation, file.services.len())).collect();
    assert_eq!(uses, [(".env", true, 0), ("one.env", false, 1)]);
}

#[test]
fn profiles_select_services() {
    let text = "services:\n  a: {image: i}\n  b: {image: i, profiles: [p]}\n  c: {profiles: [q]}\n";
    let ask = |profiles: &[&str]| {
        let profiles = profiles.iter().map(|p| (*p).to_owned()).collect();
        let ask = ComposeRequest { profiles, ..ComposeRequest::default() };
        request(ask, &[("compose.yaml", text)]).model.unwrap().inactive.into_iter().collect::<Vec<_>>()
    };
    assert_eq!(ask(&[]), ["b", "c"]);
    assert_eq!(ask(&["p"]), ["c"]);
    assert_eq!(ask(&["*"]), [] as [&str; 0]);
}

#[test]
fn projects_are_found_as_docker_compose_finds_them() {
    let files = [
        ("compose.yml", "name: Nice One\nservices: {a: {image: i}}\n"),
        ("docker-compose.yml", "services: {z: {image: i}}\n"),
        ("docker-compose.override.yaml", "services: {a: {hostname: h}}\n"),
    ];
    let loaded = request(ComposeRequest::default(), &files);
    let model = loaded.model.as_ref().unwrap();
    assert_eq!((model.name.as_str(), model.files.len()), ("niceone", 2));
    assert_eq!(loaded.at("/services/a/hostname"), "h");
    let chosen = [
        (".env", "COMPOSE_FILE=x.yaml:y.yaml\nCOMPOSE_PROJECT_NAME=n\n"),
        ("x.yaml", "services: {a: {image: i}}"),
        ("y.yaml", "services: {b: {image: i}}"),
    ];
    let model = request(ComposeRequest::default(), &chosen).model.unwrap();
    assert_eq!((model.name.as_str(), model.files.join(" ").as_str()), ("n", "x.yaml y.yaml"));
}

#[test]
fn paths_read_as_asked() {
    let text = "services:\n  a:\n    build: ./web\n    volumes: [../x:/x, ~/y:/y]\n";
    let table = [
        (Paths::RootRelative, ["sub/web", "x", "~/y"]),
        (Paths::Absolute, ["/project/sub/web", "/project/x", "~/y"]),
        (Paths::AsWritten, ["./web", "../x", "~/y"]),
    ];
    for (paths, expected) in table {
        let options = Options { paths, ..Options::default() };
        let ask = ComposeRequest { files: vec!["sub/compose.yaml".to_owned()], options, ..ComposeRequest::default() };
        let loaded = request(ask, &[("sub/compose.yaml", text)]);
        let got = [
            loaded.at("/services/a/build/context"),
            loaded.at("/services/a/volumes/0/source"),
            loaded.at("/services/a/volumes/1/source"),
        ];
        assert_eq!(got, expected.map(Value::from), "{paths:?}");
    }
}

#[test]
fn ranges_of_ports_stay_ranges_where_rules_look() {
    let files = [
        (
            "compose.yaml",
            "services:\n  a:\n    image: i\n    ports: ['1-65535:1-65535', '127.0.0.1:8000-8010:80/udp', '3000-3001', '80-80:80-80']\n",
        ),
        ("o.yaml", "services:\n  a:\n    ports: ['1-65535:1-65535']\n    labels: [x]\n"),
    ];
    let files_named = vec!["compose.yaml".to_owned(), "o.yaml".to_owned()];
    let loaded = request(ComposeRequest { files: files_named, ..ComposeRequest::default() }, &files);
    assert_eq!(loaded.told(), Vec::<String>::new());
    let expected = json!([
        {"mode": "ingress", "target": 1, "target_end": 65535, "published": "1-65535", "protocol": "tcp"},
        {"mode": "ingress", "host_ip": "127.0.0.1", "target": 80, "published": "8000-8010", "protocol": "udp"},
        {"mode": "ingress", "target": 3000, "target_end": 3001, "protocol": "tcp"},
        {"mode": "ingress", "target": 80, "published": "80", "protocol": "tcp"},
    ]);
    assert_eq!(loaded.at("/services/a/ports"), expected);
    // Nobody can write it.
    let forged = project(&[("compose.yaml", "services: {a: {image: i, ports: [{target: 80, target_end: 90}]}}\n")]);
    assert_eq!(forged.told().len(), 1, "{:?}", forged.told());
}
