//! Hostile input is refused with a reason, in time, and nothing panics.

use std::time::{Duration, Instant};

use super::project;
use crate::normalize::compose::MAX_VALUES;

fn service() -> String {
    "services:\n  a:\n    image: i\n".to_owned()
}

#[test]
fn limits_are_told() {
    let doubling = |line: &str| {
        let names = "abcdefghijklmnop";
        let lines = names
            .chars()
            .zip(names.chars().skip(1))
            .map(|(p, c)| line.replace('C', &c.to_string()).replace('P', &p.to_string()));
        format!("x-a: &a {{k: v}}\n{}{}", lines.collect::<String>(), service())
    };
    let many = |count: usize, line: &dyn Fn(usize) -> String| (0..count).map(line).collect::<String>();
    let table = [
        ("yaml-excessive-aliasing", doubling("x-C: &C {x: *P, y: *P, z: *P}\n"), String::new()),
        ("yaml-alias-cycle", format!("x-a: &a [*a]\n{}", service()), String::new()),
        ("yaml-too-deep", format!("x-a: {}\n{}", "[".repeat(5_000), service()), String::new()),
        ("yaml-too-many-documents", many(60, &|i| format!("---\nx-{i}: 1\n")) + "---\n" + &service(), String::new()),
        (
            "extends-too-deep",
            format!(
                "services:\n{}  s200: {{image: i}}\n",
                many(200, &|i| format!("  s{i}: {{extends: s{}}}\n", i + 1))
            ),
            String::new(),
        ),
        (
            "interpolation-limit",
            format!("{}    environment:\n{}", service(), many(300, &|i| format!("      K{i}: $A\n"))),
            format!("A={}\n", "x".repeat(500_000)),
        ),
        (
            "compose-too-large",
            format!(
                "services:\n  big:\n    image: i\n    labels:\n{}{}",
                many(10_000, &|i| format!("      l{i}: v\n")),
                many(150, &|i| format!("  s{i}: {{extends: big}}\n"))
            ),
            String::new(),
        ),
    ];
    for (code, text, dotenv) in table {
        let start = Instant::now();
        let loaded = project(&[("compose.yaml", &text), (".env", &dotenv)]);
        assert!(loaded.problems.iter().any(|problem| problem.code == code), "{code}: {:?}", loaded.told().first());
        assert!(start.elapsed() < Duration::from_secs(60), "{code} took {:?}", start.elapsed());
    }
}

/// Each service takes a copy of what its files set.
#[test]
fn files_of_labels_and_variables_count_for_every_service() {
    for attribute in ["label_file", "env_file"] {
        let services: String = (0..40).map(|i| format!("  s{i}: {{image: i, {attribute}: l.env}}\n")).collect();
        let values: String = (0..1_000).map(|i| format!("k{i}=v\n")).collect();
        let loaded = project(&[("compose.yaml", &format!("services:\n{services}")), ("l.env", &values)]);
        let is_told = |message: &str| message.contains("the project has more than");
        assert!(loaded.problems.iter().any(|problem| is_told(&problem.message)), "{attribute}: {:?}", loaded.told());
    }
}

/// Of a document with more values than a project may have, no more is taken than shows that; what extends a service of it is refused, too.
#[test]
fn a_document_that_is_too_large_is_not_taken_as_a_whole() {
    let many: String = (0..3 * MAX_VALUES).map(|i| format!("x-{i}: v\n")).collect();
    let service = "services:\n  a: {image: i}\n";
    let (before, after) = (format!("{many}{service}"), format!("{service}{many}"));
    let extending = "services:\n  a: {extends: {file: large.yaml, service: a}}\n";
    let table: [&[(&str, &str)]; 3] = [
        &[("compose.yaml", &before)],
        &[("compose.yaml", &after)],
        &[("compose.yaml", extending), ("large.yaml", &before)],
    ];
    for files in table {
        let loaded = project(files);
        let told: Vec<&str> = loaded.problems.iter().map(|problem| problem.code).collect();
        assert_eq!(told, ["compose-too-large"], "{:?}", loaded.told());
    }
}

/// Bytes of a valid project changed, left out, doubled and swapped for syntax: whatever comes of it, loading ends without a panic.
#[test]
fn mutated_files_never_panic() {
    let seed = "x-a: &a\n  <<: {k: v}\n  b: [1, 0x2, ~]\ninclude: [i.yaml]\nservices:\n  a:\n    <<: *a\n    image: \"i:${T:-x}\"\n    ports: [\"1-2:3-4/udp\", {target: 5}]\n    \
                volumes: [./a:/b:ro, v:/c]\n    environment: !override {A: 1}\n    command: |\n      x 'y' ; z\n    extends: {service: b}\n    depends_on: {b: {condition: service_started}}\n  \
                b: {build: ., mem_limit: 1.5g, healthcheck: {test: x, interval: 1m}}\nvolumes: {v: {external: {name: w}}}\n---\nservices: {a: {ports: !reset []}}\n";
    let pieces = [
        "{", "}", "[", "]", ":", "- ", "&a ", "*a", "<<: ", "!reset ", "\n", "\"", "'", "${", "}", "$$", "|\n", "~",
        "\t", "é", "\u{feff}", "---\n", "0x", "#",
    ];
    let mut state: u64 = 0x2545_f491_4f6c_dd1d;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let start = Instant::now();
    for _ in 0..800 {
        let mut text: Vec<char> = seed.chars().collect();
        for _ in 0..=random(4) {
            let at = random(text.len());
            match random(4) {
                0 => drop(text.remove(at)),
                1 => text.splice(at..at, pieces[random(pieces.len())].chars()).for_each(drop),
                2 => text.truncate(at.max(1)),
                _ => {
                    let end = (at + random(20)).min(text.len());
                    let part = text[at..end].to_vec();
                    let to = random(text.len());
                    text.splice(to..to, part).for_each(drop);
                }
            }
        }
        let text: String = text.into_iter().collect();
        let loaded = project(&[("compose.yaml", &text), ("i.yaml", "services: {c: {image: k}}\n"), (".env", "T=1\n")]);
        for problem in &loaded.problems {
            assert!(!problem.message.is_empty());
        }
        if start.elapsed() > Duration::from_secs(20) {
            break;
        }
    }
}
