//! Texts nobody would write on purpose: mutations of good files and repetitions of awkward pieces. Nothing panics, every place lies
//! in its text, and time grows no faster than the text. `HOSTILE_ROUNDS=100000 cargo test hostile` looks longer.

use std::fmt::Debug;
use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::time::{Duration, Instant};

use plimsoll_loader::document::env::EnvFormat;
use plimsoll_loader::document::template;
use plimsoll_loader::load::env;
use plimsoll_loader::normalize::compose::{self, ComposeRequest};
use plimsoll_loader::normalize::short;
use plimsoll_source::Sources;
use plimsoll_source::files::MemoryFiles;
use plimsoll_source::problem::Problem;

use crate::shared::{self, Dice};

/// What one text of ordinary size may take in a debug build on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

const COMPOSE: &str = r#"
name: ${NAME:-demo}
x-base: &base
  image: "app:${TAG:-1.0}"
  environment: &env {A: 1, B: "two", C: null}
services:
  web:
    <<: *base
    build: {context: ., args: [A=1, "B=$$x"], ssh: [default]}
    command: sh -c "echo 'a b'; exec run"
    ports: ["127.0.0.1:8080:80/tcp", "9000-9002:9000-9002", {target: 80, published: "8081"}]
    volumes: ["data:/data:ro,Z", "./src:/src", {type: tmpfs, target: /t, tmpfs: {size: 64m, mode: 0o1777}}]
    depends_on: {db: {condition: service_healthy, required: false}}
    environment: {<<: *env, D: "${D:?need D}"}
    healthcheck: {test: [CMD, "true"], interval: 1m30s, retries: 3}
    extra_hosts: ["a=1.1.1.1", "b:[::1]"]
    ulimits: {nofile: {soft: 1, hard: 2}, nproc: 5}
    deploy: {replicas: 2, resources: {limits: {cpus: "0.5", memory: 1g}}}
    secrets: [s, {source: s, target: /x, mode: 0440}]
    networks: {front: {aliases: [w]}, back: null}
  db: !override
    extends: {service: web}
    image: !reset null
    command: >-
      folded
      text
    labels: [a=b, c]
    profiles: [x]
networks: {front: null, back: {ipam: {config: [{subnet: 10.0.0.0/8}]}}}
volumes: {data: {driver_opts: {o: bind, device: /d}}}
secrets: {s: {file: ./s.txt}}
"#;

const ENV: &str = "\u{feff}# comment\nexport A=1\nB = \"x\\n${A:-y} \\\"q\\\" \\0101\" # c\nC='lit\\'eral\nmore'\nD: v\nE\nF=$A$$ ${B} # d\r\nG=\u{e9}\n";

const TEMPLATE: &str = "a$A ${B} ${C:-x${D:+y}} $$ ${E?{\"k\":1}} ${F-} \u{fc}";

/// Pieces that grammars stumble over.
const PIECES: [&str; 60] = [
    "$",
    "${",
    "}",
    "{",
    ":-",
    ":?",
    "+",
    "\"",
    "'",
    "\\",
    "\n",
    "\r",
    "\t",
    " ",
    "#",
    " #",
    "=",
    ":",
    ": ",
    "-",
    "- ",
    "&a ",
    "*a",
    "<<: ",
    "!reset ",
    "!override ",
    "!!str ",
    "!",
    "|",
    ">",
    "|2-\n",
    "---\n",
    "...\n",
    "%YAML 1.2\n",
    "?",
    "? ",
    "[",
    "]",
    ",",
    "null",
    "~",
    "0x",
    "1e999",
    ".inf",
    ".nan",
    "\u{0}",
    "\u{feff}",
    "\u{85}",
    "\u{2028}",
    "\u{e9}",
    "\u{1f389}",
    "\u{301}",
    "export ",
    "99999999999999999999",
    "-1",
    "services:",
    "image",
    "@",
    "`",
    "\u{7f}",
];

fn rounds(default: usize) -> usize {
    std::env::var("HOSTILE_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// The text with a few bytes, pieces or lines changed.
fn mutated(text: &str, dice: &mut Dice) -> String {
    let mut text: Vec<char> = text.chars().collect();
    for _ in 0..=dice.roll(4) {
        let at = dice.roll(text.len() + 1);
        let to = (at + 1 + dice.roll(12)).min(text.len());
        match dice.roll(6) {
            0 => drop(text.drain(at.min(to)..to)),
            1 => {
                let copy: Vec<char> = text[at.min(to)..to].to_vec();
                let target = dice.roll(text.len() + 1);
                text.splice(target..target, copy);
            }
            2 => text.truncate(at),
            3 if at < text.len() => text[at] = char::from(dice.roll(128) as u8),
            _ => drop(text.splice(at..at, PIECES[dice.roll(PIECES.len())].chars()).collect::<Vec<_>>()),
        }
    }
    text.into_iter().collect()
}

/// Runs `read` on the text; a panic or a delay is told with the text.
fn survives<T: Debug>(what: &str, text: &str, read: impl FnOnce(&str) -> T) -> T {
    let begin = Instant::now();
    let result = panic::catch_unwind(AssertUnwindSafe(|| read(text)));
    let shown: String = text.chars().take(2_000).collect();
    assert!(begin.elapsed() < PATIENCE, "{what} took {:?} for {} bytes: {shown:?}", begin.elapsed(), text.len());
    if begin.elapsed() > PATIENCE / 10 {
        println!(
            "slow: {what} took {:?} for {} bytes: {:?}",
            begin.elapsed(),
            text.len(),
            &shown.chars().take(60).collect::<String>()
        );
    }
    result.unwrap_or_else(|_| panic!("{what} panicked on {shown:?}"))
}

fn check_places(problems: &[Problem], sources: &Sources) {
    let spans = problems.iter().flat_map(|p| p.span.into_iter().chain(p.related.iter().map(|(span, _)| *span)));
    for span in spans {
        let file = sources.get(span.file);
        assert!(file.text.get(span.range()).is_some(), "a place outside of {}: {span:?}", file.path);
    }
}

fn read_env(text: &str) {
    for format in [EnvFormat::Dotenv, EnvFormat::Raw] {
        let sources = Sources::default();
        let file = sources.add("x.env", text);
        let (document, problems) = env::document(file, text, format, &|name| (name == "A").then(|| "a$b".to_owned()));
        check_places(&problems, &sources);
        for assignment in &document.assignments {
            assert_eq!(text.get(assignment.key.span.range()), Some(assignment.key.value.as_str()));
            let uses = assignment.uses.iter().map(|used| used.span);
            for span in uses.chain([assignment.span, assignment.content]) {
                assert!(text.get(span.range()).is_some(), "{span:?}");
            }
        }
    }
}

fn read_template(text: &str) {
    let lookup = |name: &str| matches!(name, "A" | "B").then(|| "v".to_owned());
    match template::expand(text, &lookup) {
        Ok(expanded) => {
            for used in &expanded.uses {
                assert!(text.get(used.range.clone()).is_some_and(|part| part.contains(&used.name)));
                assert!(expanded.text.get(used.output.clone()).is_some());
            }
        }
        Err(error) => assert!(text.get(error.range).is_some()),
    }
}

fn read_compose(text: &str) {
    let files = MemoryFiles::new([
        ("compose.yaml".to_owned(), text.to_owned()),
        ("s.txt".to_owned(), String::new()),
        (".env".to_owned(), "TAG=2\n".to_owned()),
    ]);
    let sources = Sources::default();
    let request = ComposeRequest {
        directory: ".".to_owned(),
        files: vec!["compose.yaml".to_owned()],
        ..ComposeRequest::default()
    };
    let (model, problems) = compose::load(&request, &files, &sources);
    check_places(&problems, &sources);
    for (address, origin) in model.iter().flat_map(|model| model.origins.iter()) {
        let file = sources.get(origin.span.file);
        assert!(
            file.text.get(origin.span.range()).is_some(),
            "the origin of {address:?} lies outside of {}",
            file.path
        );
    }
}

fn read_short(text: &str) {
    drop(short::port::ports(text));
    drop(short::volume::volume(text));
    drop(short::device::device(text));
    drop(short::device::count(text));
    drop(short::host::entry(text));
    drop(short::size::bytes(text));
    drop(short::duration::nanoseconds(text).map(short::duration::printed));
    drop(short::number::boolean(text));
    drop(short::number::float(text).map(short::number::printed_float));
    drop(short::number::file_mode(text));
    drop(short::name::checked(&short::name::normalized(text)));
    drop(short::pair::variable(text));
    drop(short::pair::ssh(text));
    if let Ok(words) = short::command::words(text) {
        words.words.iter().for_each(|word| assert!(text.get(word.range.clone()).is_some()));
    }
}

fn own_and_real(own: &[&str], wanted: &dyn Fn(&str) -> bool) -> Vec<String> {
    let mut texts: Vec<String> = own.iter().map(|text| (*text).to_owned()).collect();
    if let Some(corpus) = shared::folder("corpus") {
        texts.extend(shared::files(&corpus, wanted).iter().filter_map(|path| fs::read_to_string(path).ok()));
    }
    texts
}

/// Half of the rounds on the first text, which has the most in it.
fn pick<'t>(texts: &'t [String], dice: &mut Dice) -> &'t str {
    if dice.roll(2) == 0 { &texts[0] } else { &texts[dice.roll(texts.len())] }
}

#[test]
fn env_files() {
    let texts = own_and_real(&[ENV], &|name| name.ends_with(".env") || name.starts_with(".env"));
    let mut dice = Dice(1);
    for _ in 0..rounds(4_000) {
        survives("an env file", &mutated(pick(&texts, &mut dice), &mut dice), read_env);
    }
}

#[test]
fn templates_and_short_forms() {
    let shorts = [
        "127.0.0.1:80-90:80-90/tcp",
        "./a:/b:ro,Z",
        "1.5gib",
        "1h2m3.5s",
        "a=1.1.1.1,[::1]",
        "sh -c \"$(x) 'y'\" \\z `q` ; w",
    ];
    let mut dice = Dice(2);
    for _ in 0..rounds(20_000) {
        survives("a template", &mutated(TEMPLATE, &mut dice), read_template);
        survives("a short form", &mutated(shorts[dice.roll(shorts.len())], &mut dice), read_short);
    }
}

#[test]
fn compose_files() {
    let is_compose = |name: &str| name.contains("compose") && (name.ends_with(".yml") || name.ends_with(".yaml"));
    let texts = own_and_real(&[COMPOSE], &is_compose);
    let mut dice = Dice(3);
    for _ in 0..rounds(800) {
        survives("a Compose file", &mutated(pick(&texts, &mut dice), &mut dice), read_compose);
    }
}

#[test]
fn repetitions() {
    let size = 200_000;
    for piece in PIECES.iter().chain(&[
        "${A:-", "${A}", "A=\"", "A='\n", "a: ", "- - ", "{a: ", "[[", "a: &b\n", "A=$A$A\n", "A\n", "!\n", "\"\\",
        "a:\n ",
    ]) {
        let text = piece.repeat(size / piece.len());
        survives("an env file of repetitions", &text, read_env);
        survives("a template of repetitions", &(text.clone() + "}"), read_template);
        survives("a short form of repetitions", &text, read_short);
        survives("a Compose file of repetitions", &text, read_compose);
        survives(
            "a value of repetitions",
            &format!("services: {{a: {{image: \"{}\"}}}}", text.escape_default()),
            read_compose,
        );
    }
}
