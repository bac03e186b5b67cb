//! The fuzz targets on mutated seeds, without a fuzzer: the same cases every time. `PLIMSOLL_FUZZ=1000000` asks for that many cases of each
//! target; `PLIMSOLL_FUZZ_SEED` for other ones, `PLIMSOLL_FUZZ_TARGET=yaml` for one target alone, `PLIMSOLL_FUZZ_CASE=17` for one of its cases,
//! which is printed. `--nocapture` tells which case took longest.

use std::path::Path;
use std::time::Instant;

use rayon::prelude::*;

use super::shared::{Dice, files};

#[path = "../../fuzz/targets.rs"]
mod targets;

/// Cases of each target in an ordinary run of the tests.
const CASES: usize = 150;

/// A door and where its seeds come from.
struct Target {
    name: &'static str,
    feed: fn(&[u8]),
    /// How many ordinary cases one of its cases costs.
    weight: usize,
    /// Whether a file of this name is a seed.
    is_seed: fn(&str) -> bool,
}

const TARGETS: &[Target] = &[
    Target { name: "yaml", feed: targets::yaml, weight: 1, is_seed: is_yaml },
    Target { name: "compose", feed: targets::compose, weight: 1, is_seed: is_yaml },
    Target { name: "dockerfile", feed: targets::dockerfile, weight: 1, is_seed: |name| name.contains("Dockerfile") },
    Target { name: "env", feed: targets::env, weight: 1, is_seed: |name| name.contains(".env") },
    Target { name: "ways", feed: targets::ways, weight: 2, is_seed: plimsoll_loader::ways::may_say },
    Target { name: "policy", feed: targets::policy, weight: 4, is_seed: |name| name.ends_with(".rego") },
    Target { name: "configuration", feed: targets::configuration, weight: 1, is_seed: is_settings },
    Target { name: "waivers", feed: targets::waivers, weight: 8, is_seed: |name| name.contains("waivers") },
    Target { name: "bundle", feed: targets::bundle, weight: 1, is_seed: |name| name.ends_with(".json") },
    Target { name: "line", feed: targets::line, weight: 3, is_seed: is_yaml },
];

fn is_yaml(name: &str) -> bool {
    name.ends_with(".yaml") || name.ends_with(".yml")
}

fn is_settings(name: &str) -> bool {
    name.starts_with("plimsoll") && is_yaml(name)
}

/// Texts that break what reads them.
const TOKENS: &[&str] = &[
    "\n",
    "\r",
    "\t",
    " ",
    "\"",
    "'",
    "\\",
    "$",
    "${",
    "${A:-",
    "}",
    "{",
    "[",
    "]",
    "- ",
    ": ",
    "? ",
    "|",
    ">",
    "&a ",
    "*a",
    "!!str ",
    "#",
    "<<: ",
    "<<EOF\n",
    "EOF\n",
    "`",
    "%",
    "\u{0}",
    "\u{feff}",
    "\u{202e}",
    "é",
    "=",
    "--- x.yaml\n",
    "FROM ",
    "RUN ",
    "null",
    "~",
    "true",
    "1e999",
    "-1",
    "0",
    "99999999999999999999",
    "1-65535:1-65535",
    "../",
    "/",
    "services:\n",
    "extends: {file: compose.yaml, service: a}",
    "include: [compose.yaml]\n",
];

fn number(variable: &str) -> Option<usize> {
    std::env::var(variable).ok().map(|text| text.parse().expect("a number"))
}

/// A seed with a few changes: bytes cut, doubled, moved, replaced, or a token put between.
fn mutated(seeds: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut data = seeds[dice.roll(seeds.len())].clone();
    for _ in 0..=dice.roll(6) {
        let at = dice.roll(data.len() + 1);
        let length = dice.roll(40).min(data.len() - at);
        match dice.roll(6) {
            0 => drop(data.drain(at..at + length)),
            1 => {
                let part: Vec<u8> = data[at..at + length].repeat(1 + dice.roll(8));
                data.splice(at..at, part);
            }
            2 => {
                let other = &seeds[dice.roll(seeds.len())];
                let from = dice.roll(other.len() + 1);
                let to = (from + dice.roll(200)).min(other.len());
                data.splice(at..at, other[from..to].iter().copied());
            }
            3 if at < data.len() => data[at] = (dice.roll(256)) as u8,
            _ => drop(data.splice(at..at, TOKENS[dice.roll(TOKENS.len())].bytes())),
        }
    }
    data.truncate(64 << 10);
    data
}

#[test]
fn no_door_breaks_on_mutated_seeds() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let cases = number("PLIMSOLL_FUZZ");
    let seed = number("PLIMSOLL_FUZZ_SEED").unwrap_or(1) as u64;
    let one = number("PLIMSOLL_FUZZ_CASE");
    let only = std::env::var("PLIMSOLL_FUZZ_TARGET").ok();
    assert!(only.iter().all(|only| TARGETS.iter().any(|target| target.name == only)), "no target is called {only:?}");
    for target in TARGETS.iter().filter(|target| only.iter().all(|only| target.name == only)) {
        let folders = ["examples", "policies", "schemas", "tests"];
        let paths = folders.iter().flat_map(|folder| files(&root.join(folder), &target.is_seed));
        let seeds: Vec<Vec<u8>> =
            paths.map(|path| std::fs::read(path).unwrap()).filter(|seed| seed.len() < 16 << 10).collect();
        assert!(!seeds.is_empty(), "{} has no seeds", target.name);
        let cases = cases.unwrap_or(CASES / target.weight);
        let wanted = one.map_or(0..cases, |case| case..case + 1);
        let took = wanted.into_par_iter().map(|case| {
            let mut dice =
                Dice(0x9E37_79B9_7F4A_7C15 ^ (seed << 32) ^ (case as u64 + 1).wrapping_mul(0x2545_F491_4F6C_DD1D));
            let data = mutated(&seeds, &mut dice);
            if one.is_some() {
                println!("{}", String::from_utf8_lossy(&data));
            }
            let start = Instant::now();
            let fed = std::panic::catch_unwind(|| (target.feed)(&data));
            assert!(
                fed.is_ok(),
                "{} broke on case {case} of seed {seed}:\n{}",
                target.name,
                String::from_utf8_lossy(&data)
            );
            (start.elapsed(), case)
        });
        if let Some((longest, case)) = took.max() {
            println!("{}: {cases} cases of seed {seed}, case {case} took longest: {longest:.1?}", target.name);
        }
    }
}
