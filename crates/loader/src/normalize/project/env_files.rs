//! The env files of a project: those it reads, and those that lie in its directory. Pure.

use std::collections::{BTreeMap, BTreeSet};

use super::{Loaded, Surroundings, read};
use crate::document::env::EnvFormat;
use crate::document::template::is_glued;
use crate::load;
use crate::normalize::compose::EnvFileUse;
use crate::normalize::deployment;
use crate::normalize::units::split;
use plimsoll_model::{Address, Assignment, EnvFile, LooseKind, LooseLine, Origin, Origins, VariableState};
use plimsoll_source::files::{Kind, ReadError};
use plimsoll_source::problem::{Open, Problem, Severity};
use plimsoll_source::{FileId, Language, Span};

/// Endings of the names of env files that are only samples.
const SAMPLES: [&str; 8] = ["example", "sample", "template", "dist", "tmpl", "tpl", "default", "defaults"];

/// Lines of one env file whose white space is told.
const LOOSE_LIMIT: usize = 100;

/// How a project uses an env file.
#[derive(Debug, Default)]
pub(super) struct Use {
    services: BTreeSet<String>,
    interpolation: bool,
    raw: bool,
    dotenv: bool,
    /// It is the `.env` of a project directory, which a plain start reads, however this project is started.
    plain: bool,
}

impl Use {
    /// Whether the project reads it, so that the loader has told what is wrong with it.
    fn is_read(&self) -> bool {
        self.interpolation || !self.services.is_empty()
    }

    /// Where it is used in both ways, or in none, quotes and variables count.
    fn format(&self) -> EnvFormat {
        if self.raw && !self.dotenv { EnvFormat::Raw } else { EnvFormat::Dotenv }
    }
}

/// Whether an env file is a sample by its name: `.env.example`, `sample.env`, `env.dist`.
pub fn is_sample(path: &str) -> bool {
    let name = split(path).1.to_ascii_lowercase();
    name.split(['.', '-', '_']).any(|part| SAMPLES.contains(&part) || part == "examples" || part == "samples")
}

/// The env files a project has to do with, by path.
pub(super) fn uses(used: &[EnvFileUse], directory: &str, candidates: &BTreeMap<String, Kind>) -> BTreeMap<String, Use> {
    let mut uses: BTreeMap<String, Use> = BTreeMap::new();
    for file in used {
        let entry = uses.entry(file.path.clone()).or_default();
        entry.services.extend(file.services.iter().cloned());
        entry.interpolation |= file.interpolation;
        entry.raw |= file.raw;
        entry.dotenv |= file.dotenv;
    }
    let prefix = if directory == "." { String::new() } else { format!("{directory}/") };
    let below = candidates.range(prefix.clone()..).take_while(|(path, _)| path.starts_with(&prefix));
    for (path, _) in below.filter(|(path, kind)| **kind == Kind::Env && split(path).0 == directory) {
        uses.entry(path.clone()).or_default().plain |= split(path).1 == ".env";
    }
    uses
}

/// Reads env files into the project.
pub(super) fn add(uses: &BTreeMap<String, Use>, loaded: &mut Loaded, around: Surroundings<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, used) in uses {
        // A file that a service names and that is missing is told by the loader.
        if around.files.kind(path).is_none() {
            continue;
        }
        if !used.is_read() && !used.plain && is_binary(path, around) {
            continue;
        }
        let Some(file) = read(path, around, &mut problems) else { continue };
        if let Some(problem) = load::in_utf16(file, "env-syntax", around.sources) {
            // Else it is told where it is looked at by itself.
            if used.is_read() || used.plain {
                loaded.used.insert(path.clone());
                problems.extend((!used.is_read()).then_some(problem));
            }
            continue;
        }
        let text = around.sources.get(file).text.clone();
        let format = used.format();
        let language = if format == EnvFormat::Raw { Language::RawEnv } else { Language::Dotenv };
        around.sources.read_as(file, language);
        loaded.languages.insert(path.clone(), language);
        let (mut document, mut found) = load::env::document(file, &text, format, &|_| None);
        if !used.is_read() && other(&text, &found).is_some() {
            continue;
        }
        if found.iter().any(|problem| problem.severity == Severity::Error)
            && let Some((template, count)) = load::env::template(file, &text, format, &|_| None)
        {
            (document, found) = (template, vec![load::templates::told(path, count)]);
        }
        // For a file that the project reads, the loader has told the same problems already.
        if !used.is_read() {
            problems.extend(found.into_iter().map(|problem| as_told(problem, path, used.plain)));
        }
        problems.extend(load::with_other_bytes(file, around.sources));
        let at = Address::root().child("env_files").child(loaded.project.env_files.len());
        let mut assignments = Vec::with_capacity(document.assignments.len());
        let mut last: Option<u32> = None;
        for (index, assignment) in document.assignments.into_iter().enumerate() {
            let at = at.child("assignments").child(index);
            loaded.origins.insert(at.clone(), Origin::new(assignment.span).keyed(assignment.key.span));
            let follows = last.is_some_and(|end| lines_between(&text, end, assignment.key.span.start) == 1);
            last = Some(assignment.span.end);
            let glued = glued(&text, &assignment);
            let literal = !assignment.bare && assignment.uses.is_empty();
            assignments.push(Assignment {
                at,
                key: assignment.key.value,
                value: assignment.value,
                quote: assignment.quote,
                exported: assignment.exported,
                follows,
                glued,
                literal,
            });
        }
        loaded.origins.insert(at.clone(), Origin::new(first_line(&text, file)));
        let loose = loose_lines(&text, file, &at.child("loose"), &mut loaded.origins);
        loaded.used.insert(path.clone());
        loaded.project.env_files.push(EnvFile {
            at,
            path: path.clone(),
            name: split(path).1.to_owned(),
            used_by: used.services.iter().cloned().collect(),
            role: deployment::role_of(path, around.known.environments()),
            interpolation: used.interpolation,
            sample: is_sample(path),
            ignored: around.files.ignored(path),
            mentions: mentions(&text),
            assignments,
            loose,
        });
    }
    problems
}

fn lines_between(text: &str, end: u32, start: u32) -> usize {
    text.get(end as usize..start as usize).map_or(0, |between| between.matches('\n').count())
}

/// Whether a variable that nothing sets begins in the middle of a word.
fn glued(text: &str, assignment: &crate::document::env::Assignment) -> bool {
    let mut unset = assignment.uses.iter().filter(|used| used.state == VariableState::Unset);
    unset.any(|used| is_glued(text, used.span.start as usize..used.span.end as usize))
}

/// White space that says nothing, with its places.
fn loose_lines(text: &str, file: FileId, at: &Address, origins: &mut Origins) -> Vec<LooseLine> {
    let mut loose = Vec::new();
    let mut start = 0;
    let mut blank_before = false;
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let content = line.trim_end_matches(['\n', '\r']);
        let words = content.trim_end();
        let kind = match (words.is_empty(), words.len() < content.len()) {
            (true, _) if blank_before => Some((LooseKind::ExtraBlankLine, 0)),
            (true, _) if lines.peek().is_none() => Some((LooseKind::BlankLastLine, 0)),
            (false, true) => Some((LooseKind::TrailingSpace, words.len())),
            _ => None,
        };
        if let Some((kind, from)) = kind {
            let at = at.child(loose.len());
            origins.insert(at.clone(), Origin::new(Span::new(file, start + from, start + content.len())));
            loose.push(LooseLine { at, kind });
        }
        if loose.len() == LOOSE_LIMIT {
            break;
        }
        blank_before = words.is_empty();
        start += line.len();
    }
    loose
}

/// Whether a file is no text at all.
pub(super) fn is_binary(path: &str, around: Surroundings<'_>) -> bool {
    matches!(around.files.read(path, around.sources), Err(ReadError::NotText { .. }))
}

/// What docker would refuse an env file for, if it read it.
const REFUSED: [&str; 3] = ["env-syntax", "interpolation-syntax", "variable-required"];

/// What is wrong with an env file that the project does not read. Docker never opens one that no plain start reads either: what it would refuse is no
/// mistake of anything that is started, and only what those lines set is not judged.
pub(super) fn as_told(mut problem: Problem, path: &str, is_plain: bool) -> Problem {
    problem.path.get_or_insert_with(|| path.to_owned());
    if is_plain && problem.code == "variable-required" {
        return problem.as_gap();
    }
    let is_refused = problem.severity == Severity::Error && REFUSED.contains(&problem.code);
    if is_plain || !is_refused {
        return problem;
    }
    problem.severity = Severity::Warning;
    problem.message.push_str("; no project here reads this file");
    problem.leaves_open(Open::EnvFile)
}

/// Words that begin the lines of a block of a shell script.
const BLOCKS: [&str; 10] = ["if", "then", "else", "fi", "for", "while", "done", "case", "esac", "function"];

/// What a text is that cannot be read as an env file, where that is plain: nobody loads it as one. What may be an env file with a mistake is none
/// of these.
pub(super) fn other(text: &str, problems: &[Problem]) -> Option<&'static str> {
    const SCRIPT: &str = "a shell script by its text, no env file";
    if text.starts_with("#!") {
        return Some(SCRIPT);
    }
    if !problems.iter().any(|problem| problem.severity == Severity::Error) {
        return None;
    }
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let begins = |marks: &[&str]| lines().any(|line| marks.iter().any(|mark| line.starts_with(mark)));
    let first = |line: &str| line.split([' ', ';', '(']).next().unwrap_or_default().to_owned();
    let blocks = lines().filter(|line| BLOCKS.contains(&first(line).as_str())).count();
    // Only a shell has arrays.
    let is_array = |line: &str| {
        let name = line.split('[').next().unwrap_or_default();
        !name.is_empty()
            && name.len() < line.len()
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            && line.contains("]=")
    };
    if blocks >= 2 || lines().any(is_array) {
        Some(SCRIPT)
    } else if begins(&["{{", "{%", "<%"]) {
        Some("a template that makes env files, judge what it makes")
    } else if begins(&["+++ "]) && begins(&["@@ "]) {
        Some("a patch of an env file, judge the file itself")
    } else {
        (!is_assigned(text)).then_some("no env file by its text: less than half of its lines are assignments")
    }
}

/// Whether a text begins with an assignment, or half of its lines are some.
fn is_assigned(text: &str) -> bool {
    let assigns = |line: &str| {
        let line = line.strip_prefix("export ").unwrap_or(line);
        let name = line.split(['=', ':']).next().unwrap_or_default().trim_end();
        let starts = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
        starts && name.len() < line.len() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-'))
    };
    let said: Vec<bool> =
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).map(assigns).collect();
    said.first() == Some(&true) || said.iter().filter(|is| **is).count() * 2 >= said.len()
}

/// The names of commented-out assignments.
fn mentions(text: &str) -> Vec<String> {
    let name = |line: &str| {
        let body = line.trim_start().strip_prefix('#')?.trim_start_matches(['#', ' ', '\t']);
        let (name, _) = body.trim_start_matches("export ").split_once('=')?;
        let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        (starts && name.len() <= 128 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
            .then(|| name.to_owned())
    };
    text.lines().filter_map(name).collect::<BTreeSet<String>>().into_iter().collect()
}

fn first_line(text: &str, file: plimsoll_source::FileId) -> Span {
    Span::new(file, 0, text.find(['\n', '\r']).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_loose_white_space() {
        let text = "A=1 \nB=2\r\n\n\n# c\nC=3\n\n";
        let sources = plimsoll_source::Sources::default();
        let file = sources.add(".env", text);
        let mut origins = Origins::default();
        let at = Address::root().child("loose");
        let found = loose_lines(text, file, &at, &mut origins);
        let place = |line: &LooseLine| origins.get(&line.at).map_or((0, 0), |o| (o.span.start, o.span.end));
        let found: Vec<_> = found.iter().map(|line| (line.kind, place(line))).collect();
        assert_eq!(
            found,
            [
                (LooseKind::TrailingSpace, (3, 4)),
                (LooseKind::ExtraBlankLine, (11, 11)),
                (LooseKind::BlankLastLine, (20, 20))
            ]
        );
    }

    #[test]
    fn assignments_that_are_commented_out() {
        let text = "# TAG=1\nA=2\n#export B_2=\n# see x = y\n## C=3 # D=4\n# https://x/?q=1\n#=x\n";
        assert_eq!(mentions(text), ["B_2", "C", "TAG"]);
    }

    #[test]
    fn what_is_no_env_file_is_told_from_one_with_a_mistake() {
        let found = |text: &str| {
            let sources = plimsoll_source::Sources::default();
            let file = sources.add(".env", text);
            let (_, problems) = load::env::document(file, text, EnvFormat::Dotenv, &|_| None);
            other(text, &problems).map(|reason| reason.split(' ').nth(1).unwrap_or_default())
        };
        for (text, expected) in [
            ("A=1\nB=2\n", None),
            ("A=\"x\n", None),
            ("oh dear\nA=1\n", None),
            ("A=1\noh dear me\nwhat now\nand so on\n", None),
            ("KEY=\"-----BEGIN\nabc def\nghi jkl\nmno pqr\n", None),
            ("#!/bin/sh\nset -e x\n", Some("shell")),
            ("#!/bin/sh\nexport A=1\n", Some("shell")),
            ("A=1\nif [ -n \"$A\" ]; then\n  B=2\nfi\n", Some("shell")),
            ("{% if a %}\nA=1\n{% endif %}\n", Some("template")),
            ("--- a/.env\n+++ b/.env\n@@ -1 +1 @@\n-A=1\n+A=2\n", Some("patch")),
            ("# t\nThis is a text.\nIt has lines.\nA=1\n", Some("env")),
        ] {
            assert_eq!(found(text), expected, "{text:?}");
        }
    }

    #[test]
    fn knows_samples_by_name() {
        for name in [".env.example", "sample.env", "a/.env.dist", ".env-template", "example.env"] {
            assert!(is_sample(name), "{name}");
        }
        for name in [".env", "a/.env.prod", "distribution.env", "web.env"] {
            assert!(!is_sample(name), "{name}");
        }
    }
}
