//! Where lines of a YAML file end. Docker reads YAML 1.1, in which a next line (U+0085), a line separator (U+2028) and a paragraph separator
//! (U+2029) end a line, a comment's as well; the package reads YAML 1.2, in which they are characters like others.

use std::borrow::Cow;

use crate::document::yaml::{Kind, ScalarStyle, YamlFile};
use plimsoll_source::problem::Problem;
use plimsoll_source::{FileId, Span};

const SPACES: [&str; 4] = ["", "\n", " \n", "  \n"];

/// How to get rid of one.
pub(super) const WAY_OUT: &str =
    "remove it (U+0085, U+2028 or U+2029), or write `\\N`, `\\L` or `\\P` for it in double quotes";

/// The bytes of characters that end a line for docker alone, sorted.
#[derive(Debug, Default)]
pub(super) struct LineEnds(Vec<(usize, usize)>);

impl LineEnds {
    /// The offset, and of one within such a character where that starts.
    pub(super) fn outside(&self, offset: usize) -> usize {
        let before = self.0.partition_point(|(start, _)| *start < offset);
        match before.checked_sub(1).map(|at| self.0[at]) {
            Some((start, end)) if offset < end => start,
            _ => offset,
        }
    }

    /// Whether one stands before a place on what looks like its line.
    pub(super) fn has_one_before(&self, offset: usize, text: &str) -> bool {
        let line = text[..offset].rfind('\n').unwrap_or(0);
        self.0.iter().any(|(start, _)| (line..=offset).contains(start))
    }
}

/// The text with a line feed, and spaces before it, in place of every character that ends a line for docker alone: every byte of the
/// others stands where it stood.
pub(super) fn as_docker_breaks_them(text: &str) -> (LineEnds, Cow<'_, str>) {
    let ends: Vec<(usize, usize)> =
        text.match_indices(['\u{85}', '\u{2028}', '\u{2029}']).map(|(at, found)| (at, at + found.len())).collect();
    if ends.is_empty() {
        return (LineEnds::default(), Cow::Borrowed(text));
    }
    let mut read = String::with_capacity(text.len());
    let mut done = 0;
    for (start, end) in &ends {
        read.push_str(&text[done..*start]);
        read.push_str(SPACES[end - start]);
        done = *end;
    }
    read.push_str(&text[done..]);
    (LineEnds(ends), Cow::Owned(read))
}

/// Where such a character stands in a text without quotes: docker ends the line there and keeps the character, which the text that was read
/// does not show. (In quotes it is folded as other ends of lines are.)
pub(super) fn in_texts(ends: &LineEnds, yaml: &YamlFile, file: FileId, path: &str) -> Vec<Problem> {
    if ends.0.is_empty() {
        return Vec::new();
    }
    let mut problems = Vec::new();
    for node in &yaml.nodes {
        let Kind::Scalar { style: ScalarStyle::Plain | ScalarStyle::Literal | ScalarStyle::Folded, .. } = &node.kind
        else {
            continue;
        };
        let (from, to) = (node.span.start as usize, node.span.end as usize);
        let first = ends.0.partition_point(|(start, _)| *start < from);
        let within = ends.0[first..].iter().take_while(|(start, _)| *start < to);
        problems.extend(within.map(|(start, end)| {
            let message = format!("{path} has a character in this text that ends the line for docker and is not seen");
            Problem::error("yaml-line-break", message).at(Span::new(file, *start, *end)).help(WAY_OUT)
        }));
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::super::yaml::parse;
    use super::*;
    use plimsoll_source::Sources;

    /// Keys and values in order, the comments, and what could not be judged with its text.
    fn read(text: &str) -> (Vec<String>, Vec<String>, Vec<(&'static str, String)>) {
        let sources = Sources::default();
        let file = sources.add("f.yaml", text);
        let (yaml, problems) = parse(file, &sources);
        let scalars = yaml.nodes.iter().filter_map(|node| match &node.kind {
            Kind::Scalar { text, .. } => Some(text.clone()),
            _ => None,
        });
        let comments = yaml.comments.iter().map(|comment| sources.slice(comment.span)).collect();
        let problems = problems
            .into_iter()
            .map(|problem| (problem.code, problem.span.map_or_else(String::new, |span| sources.slice(span))));
        (scalars.collect(), comments, problems.collect())
    }

    #[test]
    fn lines_end_where_docker_ends_them() {
        for end in ["\u{85}", "\u{2028}", "\u{2029}"] {
            // A comment ends, and what stands behind it counts, at its own place.
            let (scalars, comments, problems) =
                read(&format!("a: 1 # x{end}b: é{end}# y{end}{end}c: [d, # z{end} e]\n"));
            assert_eq!(scalars, ["a", "1", "b", "é", "c", "d", "e"]);
            assert_eq!((comments, problems), (vec!["# x".to_owned(), "# y".to_owned(), "# z".to_owned()], vec![]));
            // In quotes it is folded; it ends a text without quotes.
            let (scalars, _, problems) = read(&format!("a: \"x{end}  y\"\nb: z{end}c: 'u{end} v'\n"));
            assert_eq!((scalars, problems), (["a", "x y", "b", "z", "c", "u v"].map(str::to_owned).to_vec(), vec![]));
            // Within one it is told, and the text behind it is not part of the block that it ended.
            let (scalars, _, problems) = read(&format!("a:\n  b: |\n    x{end}    y{end}  c: d\ne: f{end}  g\n"));
            let block = format!("x{0}y{0}", SPACES[end.len()]);
            assert_eq!(scalars, ["a", "b", &block, "c", "d", "e", "f g"]);
            assert_eq!(problems, vec![("yaml-line-break", end.to_owned()); 3]);
        }
        // Where the next line may not begin, it is told why.
        let sources = Sources::default();
        let (_, problems) = parse(sources.add("f.yaml", "a: 'u\u{2028}v'\n"), &sources);
        assert!(problems[0].help.as_ref().is_some_and(|help| help.ends_with(WAY_OUT)), "{problems:?}");
        // What is none for docker is none here.
        let (scalars, comments, _) = read("a: 1 # x\u{a0}b: 2\u{2003}c\n");
        assert_eq!((scalars.len(), comments.len()), (2, 1));
    }
}
