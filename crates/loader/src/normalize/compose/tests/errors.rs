//! What is wrong is told at its place, and the rest is loaded all the same.

use super::project;

#[test]
fn each_mistake_is_told_once_at_its_place() {
    let table: &[(&str, &[&str])] = &[
        ("services: {a: {image: i, imag: j}}", &["compose.yaml:1 services.a additional properties 'imag' not allowed"]),
        ("services:\n  a:\n    image: 5", &["compose.yaml:3 services.a.image must be a string"]),
        (
            "services:\n  a:\n    image: i\n    image: j",
            &["compose.yaml:4 mapping key \"image\" already defined at line 3"],
        ),
        ("services:\n  a: {image: *x}", &["compose.yaml:2 unknown anchor \"x\": no &x stands before this alias"]),
        ("services:\n  a: {image: i}\n  1: {image: i}", &["compose.yaml:3 non-string key in services: 1"]),
        (
            "services:\n  a:\n    image: i\n    ports: ['99999']",
            &["compose.yaml:4 invalid containerPort: 99999 (in services.a.ports)"],
        ),
        (
            "services:\n  a:\n    image: i\n    networks: [n]",
            &["compose.yaml:4 service \"a\" refers to undefined network n (invalid compose project)"],
        ),
        (
            "services:\n  a:\n    hostname: h",
            &[
                "compose.yaml:2 service \"a\" has neither an image nor a build context specified (invalid compose project)",
            ],
        ),
        (
            "services:\n  a: {image: i, depends_on: [b]}\n  b:\n    image: i\n    depends_on:\n      - a",
            &["compose.yaml:6 dependency cycle detected: a -> b -> a"],
        ),
        (
            "services:\n  a:\n    image: i\n    extends: b",
            &["compose.yaml:4 cannot extend service \"a\" in compose.yaml: service \"b\" not found"],
        ),
        (
            "services:\n  a: {image: i, extends: {service: b, file: no.yaml}}",
            &["compose.yaml:2 cannot open no.yaml: no such file or directory"],
        ),
        (
            "services:\n  a: {extends: b}\n  b: {extends: a}",
            &[
                "compose.yaml:2 circular reference: a in compose.yaml extends b in compose.yaml extends a in compose.yaml",
            ],
        ),
        (
            "include:\n  - https://x/y.git\nservices: {a: {image: i}}",
            &["compose.yaml:2 not loaded: https://x/y.git is remote"],
        ),
        (
            "include:\n  - compose.yaml\nservices: {a: {image: i}}",
            &["compose.yaml:2 include cycle detected: compose.yaml include compose.yaml"],
        ),
        (
            "services:\n  a:\n    image: i\n    env_file:\n      - no.env",
            &["compose.yaml:5 env file no.env not found (services.a)"],
        ),
        (
            "services:\n  a:\n    image: i\n    privileged: ${X}",
            &[
                "compose.yaml:4 failed to cast to expected type: invalid boolean: \"\" (while interpolating services.a.privileged)",
            ],
        ),
        (
            "services:\n  a:\n    image: ${",
            &[
                "compose.yaml:3 invalid interpolation format: `${` is not followed by a variable name (in services.a.image)",
            ],
        ),
        (
            "secrets:\n  s: {}\nservices: {a: {image: i}}",
            &["compose.yaml:2 one of file|environment must be set in secrets.s"],
        ),
        ("[]", &["compose.yaml:1 the top-level object must be a mapping in compose.yaml"]),
        ("# nothing", &["empty compose file: compose.yaml"]),
        ("services:\n  a: {image: [}", &["compose.yaml:2 compose.yaml is not valid YAML: "]),
    ];
    let mut wrong = Vec::new();
    for (text, expected) in table {
        let told = project(&[("compose.yaml", text)]).told();
        let right =
            told.len() == expected.len() && told.iter().zip(*expected).all(|(told, want)| told.starts_with(want));
        if !right {
            wrong.push(format!("{text}\n  told {told:#?}\n  not {expected:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn mistakes_of_one_service_leave_the_others_to_be_judged() {
    let text = "services:\n  a: {image: 5, ports: [nope]}\n  b:\n    image: j\n    ports: ['80:80']\n";
    let loaded = project(&[("compose.yaml", text)]);
    assert_eq!(loaded.problems.len(), 2, "{:?}", loaded.told());
    assert_eq!(loaded.at("/services/b/ports/0/target"), 80);
}

#[test]
fn a_broken_document_does_not_hide_the_others() {
    let loaded = project(&[("compose.yaml", "services: {a: {image: i}}\n---\nx: [\n---\nservices: {b: {image: j}}\n")]);
    assert_eq!(loaded.problems.len(), 1);
    assert_eq!((loaded.at("/services/a/image"), loaded.at("/services/b/image")), ("i".into(), "j".into()));
}

#[test]
fn old_forms_are_warned_of_and_read_all_the_same() {
    let text = "services:\n  a:\n    image: i\n    privileged: Yes\n    tty: ${T:-off}\n    environment:\n      DAY: 2024-01-31\n      TEXT: \"2024-01-31\"\n    build: {context: ., no_cache: on}\n";
    let loaded = project(&[("compose.yaml", text)]);
    let expected = [
        "compose.yaml:4 only true and false are booleans now: services.a.privileged is read as true",
        "compose.yaml:5 only true and false are booleans now: services.a.tty is read as false",
        "compose.yaml:7 docker compose reads the date in services.a.environment.DAY as a point in time and prints it so",
        "compose.yaml:9 only true and false are booleans now: services.a.build.no_cache is read as true",
    ];
    assert_eq!(loaded.told(), expected);
    assert!(loaded.problems.iter().all(|problem| problem.severity == plimsoll_source::problem::Severity::Warning));
    assert_eq!(loaded.at("/services/a/privileged"), true);
    assert_eq!(loaded.at("/services/a/environment/DAY"), "2024-01-31");
    assert_eq!(loaded.at("/services/a/build/no_cache"), true);
}

#[test]
fn remote_files_are_named_without_their_credentials() {
    let text = "include:\n  - https://me:pw@x/y.git?token=t#main\n  - oci:x/y\nservices:\n  a:\n    image: i\n    extends: {service: b, file: 'git@github.com:a/b.git'}\n";
    let expected = [
        "compose.yaml:2 not loaded: https://***@x/y.git?*** is remote",
        "compose.yaml:3 not loaded: oci:x/y is remote",
        "compose.yaml:7 not loaded: git@github.com:a/b.git is remote",
    ];
    assert_eq!(project(&[("compose.yaml", text)]).told(), expected);
}
