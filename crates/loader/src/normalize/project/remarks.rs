//! Comments that silence another tool, and those that say something is left to do. Says nothing of whether that is right.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::{Loaded, Surroundings};
use crate::load;
use plimsoll_model::{Address, Origin, Remark, RemarkKind};
use plimsoll_source::{FileId, Language, Sources, Span};

/// More than this many in one project are not told one by one.
const MOST: usize = 1000;

/// What silences which tool that looks for flaws or secrets, in lower case, at the start of a comment or after a blank. Linters of mere form are left out.
const SUPPRESSIONS: [(&str, &str); 16] = [
    ("hadolint", "hadolint ignore"),
    ("hadolint", "hadolint global ignore"),
    ("trivy", "trivy:ignore"),
    ("trivy", "tfsec:ignore"),
    ("checkov", "checkov:skip"),
    ("kics", "kics-scan ignore"),
    ("kics", "kics-scan disable"),
    ("dclint", "dclint disable"),
    ("buildkit", "check=skip"),
    ("semgrep", "nosemgrep"),
    ("sonar", "nosonar"),
    ("shellcheck", "shellcheck disable"),
    ("terrascan", "ts:skip"),
    ("gitleaks", "gitleaks:allow"),
    ("trufflehog", "trufflehog:ignore"),
    ("detect-secrets", "pragma: allowlist secret"),
];

/// Words that the comments looked for have: most files have none, and need not be taken apart.
static WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let words: Vec<&str> = SUPPRESSIONS.iter().map(|(_, words)| *words).chain(["todo", "fixme"]).collect();
    Regex::new(&format!("(?i){}", words.join("|"))).ok()
});

/// Adds the remarks of the project's own files: Compose files, Dockerfiles and env files.
pub(super) fn add(loaded: &mut Loaded, around: Surroundings<'_>) {
    let mut remarks = Vec::new();
    for (path, language) in &loaded.languages {
        // A file that cannot be read was reported where it was needed.
        let Ok(file) = around.files.read(path, around.sources) else { continue };
        let source = around.sources.get(file);
        for (kind, tool, range) in found(file, around.sources, *language).into_iter().take(MOST - remarks.len()) {
            let at = Address::root().child("remarks").child(remarks.len());
            let word = source.text[range.clone()].to_owned();
            loaded.origins.insert(at.clone(), Origin::new(Span::new(file, range.start, range.end)));
            remarks.push(Remark { at, file: path.clone(), kind, tool, word });
        }
    }
    loaded.project.remarks = remarks;
}

/// Kind, tool and place of what a file's comments say.
fn found(file: FileId, sources: &Sources, language: Language) -> Vec<(RemarkKind, Option<&'static str>, Range<usize>)> {
    let text = &sources.get(file).text;
    if !WORDS.as_ref().is_none_or(|words| words.is_match(text)) {
        return Vec::new();
    }
    let mut all = Vec::new();
    for comment in load::comments::read(file, sources, language).comments {
        let body = &text[comment.clone()];
        let placed = |range: Range<usize>| comment.start + range.start..comment.start + range.end;
        if let Some((tool, range)) = suppression(body) {
            all.push((RemarkKind::Suppression, Some(tool), placed(range)));
        } else if let Some(range) = todo(body) {
            all.push((RemarkKind::Todo, None, placed(range)));
        }
    }
    all
}

/// The tool that a comment silences, and the words that do.
fn suppression(comment: &str) -> Option<(&'static str, Range<usize>)> {
    let lower = comment.to_ascii_lowercase();
    SUPPRESSIONS.iter().find_map(|(tool, words)| {
        let (at, _) = lower.match_indices(words).find(|(at, _)| starts_word(&lower, *at))?;
        Some((*tool, at..at + words.len()))
    })
}

/// `TODO` and `FIXME` in capitals, or in any case with `:` or `(` after them.
fn todo(comment: &str) -> Option<Range<usize>> {
    let mut words = comment.char_indices().filter(|(at, c)| c.is_ascii_alphabetic() && starts_word(comment, *at));
    words.find_map(|(at, _)| {
        let word = comment[at..].split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-').next()?;
        let after = comment[at + word.len()..].chars().next();
        let named = ["TODO", "FIXME"].iter().any(|name| word.eq_ignore_ascii_case(name));
        let meant = word.bytes().all(|b| b.is_ascii_uppercase()) || matches!(after, Some(':' | '('));
        (named && meant).then(|| at..at + word.len())
    })
}

/// No letter, digit or mark of a longer name stands before it.
fn starts_word(text: &str, at: usize) -> bool {
    !text[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/' | '.' | '$' | '='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_that_mean_more_are_told_from_others() {
        use Language::{Dockerfile, Dotenv, Yaml};
        let table = [
            (
                Dockerfile,
                "# hadolint ignore=DL3008\nFROM a\n",
                Some((RemarkKind::Suppression, "hadolint", "hadolint ignore")),
            ),
            (
                Dockerfile,
                "# check=skip=StageNameCasing\nFROM a\n",
                Some((RemarkKind::Suppression, "buildkit", "check=skip")),
            ),
            (Yaml, "a: b # nosemgrep: x.y\n", Some((RemarkKind::Suppression, "semgrep", "nosemgrep"))),
            (Yaml, "a: 'b # nosemgrep'\n", None),
            (
                Dotenv,
                "A=b # pragma: allowlist secret\n",
                Some((RemarkKind::Suppression, "detect-secrets", "pragma: allowlist secret")),
            ),
            (Dockerfile, "# TODO pin it\n", Some((RemarkKind::Todo, "", "TODO"))),
            (Dockerfile, "#fixme: pin it\n", Some((RemarkKind::Todo, "", "fixme"))),
            (Dockerfile, "# the todo list\nFROM todo\n", None),
            (Dockerfile, "# see docs/TODO.md and MY_TODO\n", None),
            (Dockerfile, "# hadolint is good\n", None),
            (Yaml, "a: |\n  # TODO\n", None),
        ];
        for (language, text, expected) in table {
            let sources = Sources::default();
            let got = found(sources.add("f", text), &sources, language);
            let got = got.first().map(|(kind, tool, range)| (*kind, tool.unwrap_or_default(), &text[range.clone()]));
            assert_eq!(got, expected, "{text:?}");
        }
    }
}
