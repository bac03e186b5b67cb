//! Tests of which base a fragment is laid over.

use super::{WHOLE, group, shown};

#[test]
fn what_has_its_env_files_beside_it_is_not_started_from_above() {
    let over = "services: {a: {env_file: [{path: a.env}]}}";
    let found = group(&[
        ("compose.yaml", WHOLE),
        ("parts/compose.x.yaml", over),
        ("parts/a.env", ""),
        ("laid/compose.x.yaml", over),
    ]);
    assert_eq!(shown(&found), [".: ", ".: compose.yaml laid/compose.x.yaml", "parts: parts/compose.x.yaml"]);
}

#[test]
fn what_has_services_of_files_near_it_is_judged_though_none_completes_it() {
    let found = group(&[
        ("compose.yaml", WHOLE),
        ("more.yml", "services: {a: {tty: true}, b: {tty: true}}"),
        ("strange.yml", "services: {c: {tty: true}}"),
    ]);
    assert_eq!(shown(&found), [".: ", ".: compose.yaml more.yml"]);
    assert!(found.compose.iter().any(|unit| unit.fragment));
    assert_eq!(found.excluded.len(), 1);
}

#[test]
fn files_that_complete_each_other_are_one() {
    let found = group(&[
        ("base.yml", "services: {a: {image: x, networks: [n]}, b: {image: x, depends_on: [db]}}\nnetworks: {n: {}}"),
        ("add.yml", "services: {db: {image: x, networks: [n]}}"),
    ]);
    assert_eq!(shown(&found), [".: base.yml add.yml"]);
}

#[test]
fn an_override_belongs_to_the_file_it_is_named_for() {
    let found = group(&[
        ("compose.yaml", WHOLE),
        ("compose.ci.yaml", WHOLE),
        ("compose.ci.override.yaml", "services: {a: {tty: true}}"),
        ("compose.dev.override.yaml", "services: {a: {tty: true}}"),
    ]);
    let expected = [
        ".: ",
        ".: compose.ci.yaml",
        ".: compose.ci.yaml compose.ci.override.yaml",
        ".: compose.yaml compose.dev.override.yaml",
    ];
    assert_eq!(shown(&found), expected);
}

#[test]
fn a_base_of_its_own_directory_comes_before_the_standard_one_above() {
    let found = group(&[
        ("compose.yaml", "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {}}"),
        ("parts/base.yml", "services: {b: {image: x, networks: [n]}}\nnetworks: {n: {}}"),
        ("parts/add.yml", "services: {c: {image: x, networks: [n]}}"),
        ("other/compose.add.yml", "services: {a: {tty: true}}"),
    ]);
    let expected = [
        ".: ",
        ".: compose.yaml other/compose.add.yml",
        "parts: parts/base.yml",
        "parts: parts/base.yml parts/add.yml",
    ];
    assert_eq!(shown(&found), expected);
}
