//! What a file may be: by its name, in one table for the whole product; by its text, where somebody names a file whose name does not tell.

use plimsoll_source::files::Kind;

/// Bytes of a file's beginning that are looked at to tell what it is.
pub(super) const LOOK_LIMIT: usize = 64 << 10;

/// Bytes that are looked at of a file whose beginning is that of a Compose file and has no services yet.
pub(super) const FAR_LOOK_LIMIT: usize = 1 << 20;

/// Lines of an env file that are looked at.
const LINES: usize = 20;

/// Lines of a Dockerfile that are looked at for a FROM.
const FIRST: usize = 100;

/// What a Dockerfile says.
const INSTRUCTIONS: [&str; 18] = [
    "FROM",
    "ARG",
    "RUN",
    "CMD",
    "LABEL",
    "MAINTAINER",
    "EXPOSE",
    "ENV",
    "ADD",
    "COPY",
    "ENTRYPOINT",
    "VOLUME",
    "USER",
    "WORKDIR",
    "ONBUILD",
    "STOPSIGNAL",
    "HEALTHCHECK",
    "SHELL",
];

/// What follows the name of an env file in those of its samples.
const ENV_SAMPLES: [&str; 8] = ["example", "sample", "template", "dist", "tmpl", "tpl", "default", "defaults"];

/// What Dockerfiles are called.
const DOCKERFILES: [&str; 2] = ["dockerfile", "containerfile"];

/// Endings of files that make others.
const TEMPLATES: [&str; 8] = [".j2", ".jinja", ".jinja2", ".tmpl", ".tpl", ".template", ".erb", ".mustache"];

/// Endings that say less: a Dockerfile of such a name is looked at.
const RARE_TEMPLATES: [&str; 9] =
    [".ejs", ".hbs", ".handlebars", ".njk", ".gotmpl", ".ftl", ".liquid", ".twig", ".mako"];

/// Endings of what editors and tools leave beside a file: an old one of it, or what changes it.
const LEFTOVERS: [&str; 8] = [".bak", ".backup", ".orig", ".rej", ".swp", ".patch", ".diff", "~"];

/// Endings of texts, sources, pictures and data: a file with a Dockerfile's name and one of these is one only if its text begins as one.
const SOURCES: [&str; 36] = [
    ".go", ".py", ".rb", ".rs", ".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx", ".java", ".kt", ".cs", ".php", ".pl",
    ".lua", ".c", ".h", ".css", ".html", ".htm", ".json", ".xml", ".toml", ".yml", ".yaml", ".md", ".rst", ".txt",
    ".sh", ".svg", ".png", ".snap", ".lock", ".vue", ".scss",
];

/// What docker, or podman, loads without being told the name.
const STANDARD: [&str; 13] = [
    "compose.yaml",
    "compose.yml",
    "docker-compose.yml",
    "docker-compose.yaml",
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
    "Dockerfile",
    "dockerfile",
    "Containerfile",
    ".env",
    ".dockerignore",
];

/// What a file of this name may be.
pub fn kind_of(name: &str) -> Option<Kind> {
    let lower = name.to_ascii_lowercase();
    if is_yaml(name) && (lower.starts_with("compose") || lower.starts_with("docker-compose")) {
        let rest = lower.trim_start_matches("docker-").trim_start_matches("compose");
        return rest.starts_with(['.', '-', '_']).then_some(Kind::Compose);
    }
    if lower == ".dockerignore" || lower.ends_with(".dockerignore") {
        return Some(Kind::Dockerignore);
    }
    if is_called_dockerfile(&lower) {
        return (!is_no_dockerfile(&lower)).then_some(Kind::Dockerfile);
    }
    let ends = |d: &str| lower.strip_suffix(d).is_some_and(|rest| rest.ends_with(['.', '-', '_']));
    if DOCKERFILES.iter().any(|d| ends(d)) {
        return Some(Kind::Dockerfile);
    }
    // `app.env.example`, `.env-dist`, `env_sample`.
    let sample = lower
        .rsplit_once(['.', '-', '_'])
        .is_some_and(|(stem, word)| ENV_SAMPLES.contains(&word) && (stem == "env" || stem.ends_with(".env")));
    (lower == ".env" || lower.starts_with(".env.") || lower.ends_with(".env") || sample).then_some(Kind::Env)
}

fn is_called_dockerfile(lower: &str) -> bool {
    let is_it =
        |d: &str| lower.strip_prefix(d).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '_']));
    DOCKERFILES.iter().any(|d| is_it(d))
}

fn is_no_dockerfile(lower: &str) -> bool {
    TEMPLATES.iter().chain(&LEFTOVERS).any(|end| lower.ends_with(end))
}

/// What a name says that is a Dockerfile's or a Compose file's but for an ending which says that it is a text about one, or makes one.
pub(super) fn template_of(name: &str) -> Option<&'static str> {
    let lower = name.to_ascii_lowercase();
    let templates = || TEMPLATES.iter().chain(&RARE_TEMPLATES);
    let samples =
        || [".example", ".sample", ".dist", ".default"].iter().chain(templates()).any(|end| lower.ends_with(end));
    let is_compose = || {
        let rest = lower.trim_start_matches("docker-").strip_prefix("compose").unwrap_or_default();
        rest.starts_with(['.', '-', '_']) && (rest.contains(".yml.") || rest.contains(".yaml."))
    };
    // `Dockerfile.j2`, `app.Dockerfile.ejs`.
    let makes_dockerfile = |end: &str| {
        let made = lower.strip_suffix(end);
        made.is_some_and(|made| is_called_dockerfile(made) || kind_of(made) == Some(Kind::Dockerfile))
    };
    if templates().any(|end| makes_dockerfile(end)) {
        Some("by its name a text about a Dockerfile, or a template of one")
    } else {
        (is_compose() && samples()).then_some("by its name a sample or a template of a Compose file")
    }
}

/// How much a Dockerfile's name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Telling {
    /// The file is one, whatever stands in it.
    Surely,
    /// It is one where its text may be meant for one.
    Likely,
    /// It is one only where its text begins as one.
    Hardly,
}

/// How much the name of a Dockerfile says.
pub(super) fn telling(name: &str) -> Telling {
    let lower = name.to_ascii_lowercase();
    if SOURCES.iter().any(|end| lower.ends_with(end)) {
        Telling::Hardly
    } else if DOCKERFILES.iter().any(|known| lower.ends_with(known)) {
        Telling::Surely
    } else {
        Telling::Likely
    }
}

/// Whether the text of a file with nearly a Dockerfile's name has to tell: `app.Dockerfile.old`, `Dockerfile2`.
pub(super) fn holds_dockerfile(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    (lower.contains("dockerfile") || lower.contains("containerfile")) && !is_no_dockerfile(&lower)
}

/// Whether the text of a file tells whether it is a Compose file: any YAML, and JSON that is called one.
pub(super) fn may_be_compose(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    is_yaml(&lower) || (lower.ends_with(".json") && lower.contains("compose"))
}

/// Whether a file that nothing takes by its name may be a copy of one, or one that is switched off: `compose.yml.txt`, `docker-compose.yml~`.
pub(super) fn may_be_copy(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    ["compose", "docker", "containerfile", ".yml", ".yaml"].iter().any(|part| lower.contains(part))
        && !SOURCES.iter().any(|end| *end != ".txt" && lower.ends_with(end))
}

/// Whether a name is that of a YAML file.
fn is_yaml(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    lower.ends_with(".yml") || lower.ends_with(".yaml")
}

/// Whether docker loads a file of this name without being told it.
pub(super) fn is_standard(name: &str) -> bool {
    STANDARD.contains(&name)
}

/// What the beginning of a text is, where that is plain.
pub(super) fn kind_of_text(text: &str) -> Option<Kind> {
    let mut end = text.len().min(LOOK_LIMIT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = text[..end].trim_start_matches('\u{feff}');
    if is_dockerfile(text) {
        Some(Kind::Dockerfile)
    } else if is_compose(text) {
        Some(Kind::Compose)
    } else if is_env(text) {
        Some(Kind::Env)
    } else {
        None
    }
}

/// The lines that say something: not empty, no comment.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim_end).filter(|line| !line.trim_start().is_empty() && !line.trim_start().starts_with('#'))
}

/// Whether a text may be meant for a Dockerfile: it begins with an instruction or has a FROM somewhere, or says nothing at all.
pub(super) fn may_be_dockerfile(text: &str) -> bool {
    let is_instruction = |line: &str| {
        let word = line.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
        INSTRUCTIONS.contains(&word.as_str())
    };
    // What makes Dockerfiles is told as that by whoever loads it.
    let is_template = |line: &str| ["{{", "{%", "<%"].iter().any(|mark| line.trim_start().starts_with(mark));
    lines(text).next().is_none_or(is_instruction)
        || lines(text).take(FIRST).any(|line| is_dockerfile(line) || is_template(line))
}

/// A Dockerfile starts with `FROM [--flag] IMAGE [AS NAME]`, or with the arguments of one.
fn is_dockerfile(text: &str) -> bool {
    let mut words = lines(text).next().unwrap_or_default().split_whitespace();
    let first = words.next().unwrap_or_default().to_ascii_uppercase();
    let rest: Vec<&str> = words.filter(|word| !word.starts_with("--")).collect();
    match (first.as_str(), rest.as_slice()) {
        ("FROM", [_] | [_, "\\"]) => true,
        ("FROM", [_, word, _]) => word.eq_ignore_ascii_case("as"),
        ("ARG", [name, ..]) => name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_'),
        _ => false,
    }
}

/// A Compose file says at its top which services there are, or what it includes.
fn is_compose(text: &str) -> bool {
    let key = |line: &str| {
        let line = line.trim_start_matches(['"', '\'']);
        ["services", "include"].iter().any(|key| {
            let rest = line.strip_prefix(key).map(|rest| rest.trim_start_matches(['"', '\'']).trim_start());
            rest.is_some_and(|rest| rest.starts_with(':'))
        })
    };
    let json = text.trim_start().strip_prefix('{');
    lines(text).any(key)
        || json.is_some_and(|members| members.split([',', '{', '\n']).any(|part| key(part.trim_start())))
}

/// An env file is assignments from its first line on, all but a few that continue values.
fn is_env(text: &str) -> bool {
    let assigns = |line: &str| {
        let line = line.trim_start();
        let line = line.strip_prefix("export ").unwrap_or(line);
        let name = line.split('=').next().unwrap_or_default();
        line.contains('=')
            && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
    };
    let looked: Vec<bool> = lines(text).take(LINES).map(assigns).collect();
    let found = looked.iter().filter(|is| **is).count();
    !text.starts_with("#!") && looked.first() == Some(&true) && found * 4 >= looked.len() * 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_files_by_their_names() {
        let cases = [
            ("compose.yaml", Some(Kind::Compose)),
            ("Dockerfile.ejs", Some(Kind::Dockerfile)),
            ("compose.prod.yml", Some(Kind::Compose)),
            ("docker-compose-dev.yaml", Some(Kind::Compose)),
            ("docker-compose.override.yml", Some(Kind::Compose)),
            ("composer.yml", None),
            ("Dockerfile", Some(Kind::Dockerfile)),
            ("Dockerfile.alpine", Some(Kind::Dockerfile)),
            ("web.Dockerfile", Some(Kind::Dockerfile)),
            ("Containerfile.dev", Some(Kind::Dockerfile)),
            ("Dockerfile.dockerignore", Some(Kind::Dockerignore)),
            (".dockerignore", Some(Kind::Dockerignore)),
            ("Dockerfile.j2", None),
            ("Dockerfile_prod", Some(Kind::Dockerfile)),
            ("dockerfile_dev", Some(Kind::Dockerfile)),
            ("app_Dockerfile", Some(Kind::Dockerfile)),
            ("dockerfiles", None),
            (".env", Some(Kind::Env)),
            (".env.production", Some(Kind::Env)),
            ("web.env", Some(Kind::Env)),
            ("env.example", Some(Kind::Env)),
            ("app.env.example", Some(Kind::Env)),
            (".env-dist", Some(Kind::Env)),
            ("env_sample", Some(Kind::Env)),
            ("appenv.example", None),
            ("env.ts", None),
            (".envrc", None),
            ("environment.yml", None),
        ];
        for (name, kind) in cases {
            assert_eq!(kind_of(name), kind, "{name}");
        }
    }

    #[test]
    fn knows_templates_and_sources_by_their_endings() {
        let of = |name: &str| template_of(name).map(|said| said.rsplit(' ').next().unwrap_or_default());
        for name in ["docker-compose.yml.j2", "compose.yaml.example", "compose.prod.yml.tmpl"] {
            assert_eq!(of(name), Some("file"), "{name}");
        }
        for name in ["Dockerfile.j2", "app.Dockerfile.ejs", "Dockerfile.prod.hbs"] {
            assert_eq!(of(name), Some("one"), "{name}");
        }
        for name in
            ["compose.yaml", "composer.yml.j2", "compose.py", "Dockerfile", "Dockerfile.bak", "compose.yml.orig"]
        {
            assert_eq!(of(name), None, "{name}");
        }
        for name in ["compose.yml.bak", "stack.yaml~", "Dockerfile.orig", "web.docker", "Docker-Compose.yml.txt"] {
            assert!(kind_of(name).is_none() && may_be_copy(name), "{name}");
        }
        for name in ["docker.go", "compose.md", "docker.png", "stack.txt", "Makefile", "docker-entrypoint.sh"] {
            assert!(!may_be_copy(name), "{name}");
        }
        for name in ["dockerfile.go", "Dockerfile.HTML", "dockerfile.svg", "Dockerfile.md"] {
            assert_eq!(telling(name), Telling::Hardly, "{name}");
        }
        assert_eq!(telling("Dockerfile.alpine"), Telling::Likely);
        assert_eq!(telling("a.Dockerfile"), Telling::Surely);
        assert!(holds_dockerfile("Dockerfile2") && holds_dockerfile("Prod.Dockerfile.old"));
    }

    #[test]
    fn knows_what_may_be_meant_for_a_dockerfile() {
        for text in ["", "# later\n", "run x\n", "ARG A\nFROM x\n", "include common\nFROM x AS y\n", "{{ x }}\n"] {
            assert!(may_be_dockerfile(text), "{text:?}");
        }
        for text in ["module Main where\nimport X\n", "<svg/>", "{}\n", "import os\nfrom os import path\n"] {
            assert!(!may_be_dockerfile(text), "{text:?}");
        }
    }

    #[test]
    fn knows_files_by_their_texts_or_not_at_all() {
        let cases = [
            ("# syntax=docker/dockerfile:1\n\nFROM alpine\n", Some(Kind::Dockerfile)),
            ("arg TAG=1\nFROM alpine:$TAG", Some(Kind::Dockerfile)),
            ("version: \"3\"\nservices:\n  web:\n", Some(Kind::Compose)),
            ("{\"services\": {\"web\": {}}}", Some(Kind::Compose)),
            ("{\n  \"name\": \"x\",\n  \"services\": {}\n}", Some(Kind::Compose)),
            ("include:\n- a.yaml\n", Some(Kind::Compose)),
            ("# c\nA=1\nexport B=\"x\"\n", Some(Kind::Env)),
            ("service:\n  web:\n    image: x\n", None),
            ("image:\n  repository: x\nservice:\n  port: 1\n", None),
            ("- services: 1\n", None),
            ("spec:\n  services: 1\n", None),
            ("[1, 2]", None),
            ("# Title\n\nFrom here on, text.\n", None),
            ("# Title\n\nSome words = more.\n", None),
            ("from os import path\nA=1\n", None),
            ("FROM --platform=$BUILDPLATFORM golang:1 AS build\n", Some(Kind::Dockerfile)),
            ("import os\nA = 1\n", None),
            ("#!/bin/sh\nA=1\nB=2\n", None),
            ("", None),
        ];
        for (text, kind) in cases {
            assert_eq!(kind_of_text(text), kind, "{text:?}");
        }
    }
}
