//! Comments of any file, from the parser of the language it was read in. The one place that knows what a comment is.

use std::ops::Range;

use super::{dockerfile, env, yaml};
use crate::document::comment::{Commented, Part, Text, TextKind};
use crate::document::dockerfile::{Dockerfile, Instruction};
use crate::document::env::{EnvDocument, EnvFormat, Quote};
use crate::document::text::Mapped;
use crate::document::yaml::{Kind, Node, NodeId, ScalarStyle, YamlFile};
use plimsoll_source::problem::{Problem, Severity};
use plimsoll_source::{FileId, Language, Sources, Span};

/// The comments of a file in whatever language it was read; `None` where it was read in none that has comments.
pub fn of(file: FileId, sources: &Sources) -> Option<Commented> {
    let all = sources.languages(file).into_iter().map(|language| read(file, sources, language));
    all.reduce(Commented::common)
}

/// The comments of a file in one language.
pub fn read(file: FileId, sources: &Sources, language: Language) -> Commented {
    let text = &sources.get(file).text;
    match language {
        Language::Yaml => {
            let (yaml, problems) = yaml::parse(file, sources);
            Commented { complete: is_complete(&problems), ..of_yaml(&yaml, text) }
        }
        Language::Dockerfile => {
            let (dockerfile, _) = dockerfile::parse(&Mapped::whole(file, text));
            of_dockerfile(&dockerfile)
        }
        Language::Dotenv | Language::RawEnv => {
            let format = if language == Language::RawEnv { EnvFormat::Raw } else { EnvFormat::Dotenv };
            let (document, problems) = env::document(file, text, format, &|_| None);
            Commented { complete: is_complete(&problems), ..of_env(&document, text) }
        }
        Language::Dockerignore => of_dockerignore(text),
    }
}

fn is_complete(problems: &[Problem]) -> bool {
    !problems.iter().any(|problem| problem.severity == Severity::Error)
}

fn sorted(mut parts: Vec<Part>) -> Vec<Part> {
    parts.sort_by_key(|part| (part.start, std::cmp::Reverse(part.block_end), part.end));
    parts
}

// -------------------------------------------------------------------- YAML

fn of_yaml(yaml: &YamlFile, text: &str) -> Commented {
    let comments: Vec<Range<usize>> = yaml.comments.iter().map(|comment| line_of(text, comment.span.range())).collect();
    let mut parts = Vec::new();
    let mut texts = Vec::new();
    for node in &yaml.nodes {
        let span = node.span.range();
        match &node.kind {
            Kind::Scalar { style, .. } => {
                parts.push(Part { start: span.start, end: span.end, block_end: span.end });
                let kind = match style {
                    ScalarStyle::Plain => None,
                    ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Some(TextKind::Quoted),
                    ScalarStyle::Literal | ScalarStyle::Folded => Some(TextKind::BlockScalar),
                };
                texts.extend(kind.map(|kind| Text { range: span, kind }));
            }
            Kind::Mapping { entries, .. } => parts.extend(entries.iter().map(|(key, value)| {
                let start = first_byte(yaml.node(*key));
                Part { start, end: start, block_end: end(yaml, *value).max(end(yaml, *key)) }
            })),
            Kind::Sequence { items, flow } => {
                let mut from = span.start;
                for item in items {
                    let start = first_byte(yaml.node(*item));
                    let dash = if *flow { None } else { dash(text, from..start, &comments) };
                    from = end(yaml, *item).max(start);
                    let start = dash.unwrap_or(start);
                    parts.push(Part { start, end: start, block_end: from });
                }
            }
            Kind::Alias { .. } => {}
        }
    }
    texts.sort_by_key(|text| text.range.start);
    Commented { comments, parts: sorted(parts), texts, complete: true, ..Commented::default() }
}

/// A comment as the parser places it, without the line end, whichever it is.
fn line_of(text: &str, comment: Range<usize>) -> Range<usize> {
    let written = text.get(comment.clone()).unwrap_or_default();
    comment.start..comment.start + written.trim_end_matches(['\n', '\r']).len()
}

/// A node from its tag or anchor on.
fn first_byte(node: &Node) -> usize {
    let before = [node.tag.as_ref(), node.anchor.as_ref()].into_iter().flatten().map(|name| name.span.start);
    // Both stand before the node, or nowhere in the file.
    before.filter(|start| *start <= node.span.start).min().unwrap_or(node.span.start) as usize
}

fn end(yaml: &YamlFile, node: NodeId) -> usize {
    yaml.node(node).span.end as usize
}

/// The `-` of an element, between the end of what stands before it and its own first byte.
fn dash(text: &str, between: Range<usize>, comments: &[Range<usize>]) -> Option<usize> {
    let mut at = between.start;
    while at < between.end {
        let next = comments.partition_point(|comment| comment.start < at);
        let stop = comments.get(next).map_or(between.end, |comment| comment.start.min(between.end));
        if let Some(found) = text.get(at..stop).and_then(|code| code.find('-')) {
            return Some(at + found);
        }
        at = comments.get(next).map_or(between.end, |comment| comment.end.max(stop + 1));
    }
    None
}

// -------------------------------------------------------------- Dockerfiles

fn of_dockerfile(dockerfile: &Dockerfile) -> Commented {
    let comments = dockerfile.comments.iter().map(|comment| comment.span.range()).collect();
    let instructions = &dockerfile.instructions;
    let mut parts = Vec::with_capacity(instructions.len());
    let mut stage_end = None;
    for instruction in instructions.iter().rev() {
        let span = instruction.span.range();
        let block_end = *stage_end.get_or_insert(span.end);
        let is_from = instruction.is("FROM");
        parts.push(Part { start: span.start, end: span.end, block_end: if is_from { block_end } else { span.end } });
        if is_from {
            stage_end = None;
        }
    }
    let texts =
        instructions.iter().flat_map(heredocs).map(|span| Text { range: span.range(), kind: TextKind::Heredoc });
    Commented { comments, parts: sorted(parts), texts: texts.collect(), complete: true, ..Commented::default() }
}

fn heredocs(instruction: &Instruction) -> impl Iterator<Item = Span> + '_ {
    instruction.heredocs.iter().map(|heredoc| heredoc.body.span())
}

// ---------------------------------------------------------------- env files

fn of_env(document: &EnvDocument, text: &str) -> Commented {
    let comments = document.comments.iter().map(|comment| comment.span.range()).collect();
    let mut parts: Vec<Part> = Vec::with_capacity(document.assignments.len());
    for assignment in document.assignments.iter().rev() {
        let (start, end) = (assignment.key.span.start as usize, assignment.span.end as usize);
        let below = parts.last().filter(|below| !has_blank_line(text, end..below.start));
        parts.push(Part { start, end, block_end: below.map_or(end, |below| below.block_end) });
    }
    let quoted = document.assignments.iter().filter(|assignment| assignment.quote != Quote::None);
    let texts = quoted.map(|assignment| Text { range: assignment.span.range(), kind: TextKind::Quoted }).collect();
    Commented { comments, parts: sorted(parts), texts, complete: true, ..Commented::default() }
}

fn has_blank_line(text: &str, between: Range<usize>) -> bool {
    let inner = text.get(between).unwrap_or_default();
    let lines: Vec<&str> = inner.split('\n').collect();
    // The first and the last one belong to the assignments.
    lines.len() > 2 && lines[1..lines.len() - 1].iter().any(|line| line.trim().is_empty())
}

// ------------------------------------------------------------- ignore files

fn of_dockerignore(text: &str) -> Commented {
    let mut all = Commented { complete: true, ..Commented::default() };
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_start_matches('\u{feff}');
        let start = at + line.len() - bare.len();
        let end = start + bare.trim_end_matches(['\n', '\r']).len();
        at += line.len();
        if bare.starts_with('#') {
            all.comments.push(start..end);
        } else if start < end {
            all.parts.push(Part { start, end, block_end: end });
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, language: Language) -> Vec<&str> {
        let sources = Sources::default();
        let file = sources.add("f", text);
        read(file, &sources, language).comments.into_iter().map(|comment| &text[comment]).collect()
    }

    #[test]
    fn comments_are_told_from_text() {
        use Language::{Dockerfile, Dockerignore, Dotenv, RawEnv, Yaml};
        let table: &[(Language, &str, &[&str])] = &[
            (Yaml, "a: b # c", &["# c"]),
            (Yaml, "a: b#c", &[]),
            (Yaml, "a: \"b # c\" # d", &["# d"]),
            (Yaml, "a: 'it''s # c' # d", &["# d"]),
            (Yaml, "a: it's # c", &["# c"]),
            (Yaml, "a: \"b\n  # c\" # d", &["# d"]),
            (Yaml, "a: 'b\n  # c' # d", &["# d"]),
            (Yaml, "a: \"x\\\" # y\" # z", &["# z"]),
            (Yaml, "a: |\n  # c\n\n  x\nb: 1 # d", &["# d"]),
            (Yaml, "a: |2-\n   # c\n  x\n# d", &["# d"]),
            (Yaml, "a: |-2 # b\n   # c\n  x\n# d", &["# b", "# d"]),
            (Yaml, "a: !t &x >+\n  # c\n# d\nb: 1", &["# d"]),
            (Yaml, "a:\n  |\n  # c\n# d", &["# d"]),
            (Yaml, "- >- # why\n  # c\n# d", &["# why", "# d"]),
            (Yaml, "- - |\n    # c\n  # d\n  - x", &["# d"]),
            (Yaml, "? |\n  # c\n: b # d", &["# d"]),
            (Yaml, "--- |\n# c\nx\n...\n# d", &["# d"]),
            (Yaml, "a: [x, '#y', # c\n  z] # d", &["# c", "# d"]),
            (Yaml, "a: {x: \"# b\n  # c\"} # d", &["# d"]),
            (Yaml, "\u{feff}# a", &["# a"]),
            (Yaml, "a: 1 # b\r\n# c\r\n", &["# b", "# c"]),
            (Yaml, "{\"a\": \"# b\",\n \"c\": \"\\\n  # d\"}", &[]),
            (Dockerfile, "RUN x # c\n  # d\nRUN y \\\n# e\n z", &["# d", "# e"]),
            (Dockerfile, "FROM a\nRUN <<EOF\n# c\nEOF\n# d\n", &["# d"]),
            (Dockerfile, "FROM a\nRUN <<-'E F' <<\"B\"\n# c\n\tE F\n# d\nB\n# e\n", &["# e"]),
            (Dockerfile, "FROM a\nCOPY <<A <<B /x/\n# c\nA\n# d\nB\n# e\n", &["# e"]),
            (Dockerfile, "# syntax=docker/dockerfile:1\nFROM a\n", &["# syntax=docker/dockerfile:1"]),
            (Dotenv, "A='b # c' # d\n#e\nB=x#y", &["# d", "#e"]),
            (Dotenv, "A=\"b\n# c\n\" # d", &["# d"]),
            (Dotenv, "A='b\n# c\n'\n# d", &["# d"]),
            (RawEnv, "A='b\n# c\nB=x # y\n  # d", &["# c", "# d"]),
            (Dockerignore, "# a\n # b\nx # c\n", &["# a"]),
        ];
        for (language, text, expected) in table {
            assert_eq!(found(text, *language), *expected, "{text:?}");
        }
    }

    #[test]
    fn a_file_of_two_languages_has_the_comments_of_both_and_one_of_none_has_none() {
        let sources = Sources::default();
        let file = sources.add("x", "A='b\n# c\n'\n# d\n");
        assert_eq!(of(file, &sources), None);
        sources.read_as(file, Language::Dotenv);
        assert_eq!(of(file, &sources).map(|all| all.comments.len()), Some(1));
        sources.read_as(file, Language::RawEnv);
        let both = of(file, &sources).unwrap();
        assert_eq!((&both.comments, &both.parts), (&vec![11..14], &Vec::new()));
        // Whatever is a comment for one of the readers alone is known to be disputed.
        assert_eq!((both.disputes(5), both.disputes(12)), (true, false));
        // Where one of the readers gets lost, the other still knows what is none.
        let lost = sources.add("y", "FROM a\nRUN b # c\n");
        sources.read_as(lost, Language::Dockerfile);
        sources.read_as(lost, Language::Dotenv);
        let known = of(lost, &sources).unwrap();
        assert!(known.complete && known.comments.is_empty() && known.disputed.is_empty(), "{known:?}");
    }
}
