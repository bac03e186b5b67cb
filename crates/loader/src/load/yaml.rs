//! Parser: YAML text to [`YamlFile`]. The one place that knows the YAML package; behind it stands our own `Event`.
//!
//! What the package leaves open is decided here: duplicate keys are problems (docker compose refuses them), an alias may name
//! an anchor of an earlier document of the same file (as go-yaml has it), an invalid document does not hide the ones after it,
//! and lines end where go-yaml ends them (`super::yaml_lines`).

use std::collections::HashMap;

use granit_parser as granit;

use super::yaml_lines::{self, LineEnds};
use super::yaml_tabs;
use crate::document::yaml::{Comment, Kind, Name, Node, NodeId, ScalarStyle, YamlFile};
use plimsoll_source::problem::Problem;
use plimsoll_source::{FileId, SourceFile, Sources, Span};

/// Nodes that one file may have.
pub const MAX_NODES: usize = 200_000;
/// Repeated keys and unknown anchors of a file that are told one by one.
pub const MAX_PROBLEMS: usize = 1_000;
/// Collections that may stand inside each other, in flow and in block style each.
pub const MAX_NESTING: usize = 100;

/// What the parser of the package tells, in our words.
enum Event {
    DocumentStart,
    DocumentEnd,
    Alias,
    Scalar(String, ScalarStyle),
    Sequence(bool),
    Mapping(bool),
    End,
    Comment(String),
    Anchor(String),
    Other,
}

/// Parses a loaded file.
pub fn parse(file: FileId, sources: &Sources) -> (YamlFile, Vec<Problem>) {
    let source = sources.get(file);
    let (ends, read) = yaml_lines::as_docker_breaks_them(&source.text);
    let mut loader = Loader::new(file, &source, ends);
    loader.run(&read);
    yaml_lines::in_texts(&loader.ends, &loader.yaml, file, loader.path)
        .into_iter()
        .for_each(|problem| loader.tell(problem));
    if loader.problems.is_empty() {
        let tabs = yaml_tabs::refused(&read, &loader.yaml, file, loader.path);
        tabs.into_iter().for_each(|problem| loader.tell(problem));
    }
    if loader.untold > 0 {
        let message = format!("{} has {} more mistakes", loader.path, loader.untold);
        let problem = Problem::error("too-many-problems", message).in_file(loader.path).help("mend the first ones");
        loader.problems.push(problem);
    }
    // Docker refuses the file; what stands in it beside those bytes is judged all the same.
    let not_utf8 = super::not_utf8(file, sources);
    (loader.yaml, not_utf8.into_iter().chain(loader.problems).collect())
}

/// Parses a file as if another text stood in it, byte for byte in place; `None` where that is no YAML.
pub(super) fn parse_as(file: FileId, text: &str, sources: &Sources) -> Option<YamlFile> {
    let source = sources.get(file);
    let (ends, read) = yaml_lines::as_docker_breaks_them(text);
    let mut loader = Loader::new(file, &source, ends);
    loader.run(&read);
    (loader.problems.is_empty() && loader.untold == 0).then_some(loader.yaml)
}

/// A collection whose end has not come yet.
struct Open {
    id: NodeId,
    /// The key that waits for its value.
    key: Option<NodeId>,
}

struct Loader<'t> {
    file: FileId,
    source: &'t SourceFile,
    text: &'t str,
    path: &'t str,
    /// Where lines end that do not for the package.
    ends: LineEnds,
    yaml: YamlFile,
    problems: Vec<Problem>,
    /// Mistakes beyond those that are told.
    untold: usize,
    open: Vec<Open>,
    root: Option<NodeId>,
    last: Option<NodeId>,
    anchors: HashMap<String, NodeId>,
}

impl<'t> Loader<'t> {
    fn new(file: FileId, source: &'t SourceFile, ends: LineEnds) -> Self {
        Self {
            file,
            source,
            text: &source.text,
            path: &source.path,
            ends,
            yaml: YamlFile::default(),
            problems: Vec::new(),
            untold: 0,
            open: Vec::new(),
            root: None,
            last: None,
            anchors: HashMap::new(),
        }
    }

    /// Reads the text as it is to be read, which is as long as the written one.
    fn run(&mut self, read: &str) {
        let options = granit::options! {
            emit_anchor_events: true,
            emit_unresolved_aliases: true,
            max_buffered_comment_events: 1_000_000,
            flow_nesting_limit: MAX_NESTING,
            block_nesting_limit: MAX_NESTING,
        };
        let mut parser = granit::Parser::new_from_str_with_options(read, options);
        while let Some(next) = parser.next_event() {
            match next {
                Ok((event, span)) => {
                    self.take(event, &span);
                    if self.yaml.nodes.len() > MAX_NODES {
                        let message = format!("{} has more than {MAX_NODES} YAML nodes", self.path);
                        self.problems.push(
                            Problem::error("yaml-too-many-nodes", message)
                                .at(self.span(&span))
                                .help("split the file, or leave it out of the run"),
                        );
                        return;
                    }
                }
                Err(error) => {
                    self.problems.push(self.syntax_problem(&error));
                    self.abandon();
                    if !matches!(parser.proceed_next_document(), Ok(true)) {
                        return;
                    }
                }
            }
        }
    }

    fn syntax_problem(&self, error: &granit::ScanError) -> Problem {
        let start = self.ends.outside(error.marker().byte_offset().unwrap_or(self.text.len()).min(self.text.len()));
        let length = self.text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        let (code, help) = match error.kind() {
            granit::ErrorKind::RecursionLimitExceeded => {
                ("yaml-too-deep", format!("collections may be nested {MAX_NESTING} deep"))
            }
            _ if self.ends.has_one_before(start, self.text) => (
                "yaml-syntax",
                format!("a character that is not seen ends the line before this place: {}", yaml_lines::WAY_OUT),
            ),
            _ => ("yaml-syntax", "correct the YAML here; nothing of this document could be judged".to_owned()),
        };
        Problem::error(code, format!("{} is not valid YAML: {}", self.path, lower_first(&error.info())))
            .at(Span::new(self.file, start, start + length))
            .help(help)
    }

    /// Forgets the document that an error broke off.
    fn abandon(&mut self) {
        self.open.clear();
        self.root = None;
        self.last = None;
    }

    fn span(&self, span: &granit::Span) -> Span {
        let range = span.byte_range().unwrap_or(0..0);
        Span::new(self.file, self.ends.outside(range.start), self.ends.outside(range.end))
    }

    fn take(&mut self, event: granit::Event<'_>, span: &granit::Span) {
        let (tag, name) = match &event {
            granit::Event::Scalar(_, _, _, Some(tag))
            | granit::Event::SequenceStart(_, _, Some(tag))
            | granit::Event::MappingStart(_, _, Some(tag)) => (Some(tag.original()), None),
            granit::Event::UnresolvedAlias(name) => (None, Some(name.to_string())),
            _ => (None, None),
        };
        let tag = tag.map(|text| {
            let span = span.tag_span().map_or_else(|| self.span(span), |span| self.span(&span));
            Box::new(Name { text, span })
        });
        let place = self.span(span);
        match ours(event) {
            Event::DocumentStart => self.abandon(),
            Event::DocumentEnd => {
                self.yaml.documents.push(self.root.take());
                self.abandon();
            }
            Event::Comment(text) => self.yaml.comments.push(Comment { span: place, text }),
            Event::Anchor(name) => self.name_anchor(name, place),
            Event::Alias => self.alias(name, place),
            Event::Scalar(text, style) => self.scalar(text, style, tag, place),
            Event::Sequence(flow) => self.start(Kind::Sequence { items: Vec::new(), flow }, tag, place),
            Event::Mapping(flow) => self.start(Kind::Mapping { entries: Vec::new(), flow }, tag, place),
            Event::End => self.end(place),
            Event::Other => {}
        }
    }

    fn name_anchor(&mut self, name: String, span: Span) {
        if let Some(id) = self.last {
            self.anchors.insert(name.clone(), id);
            self.yaml.nodes[id.0 as usize].anchor = Some(Box::new(Name { text: name, span }));
        }
    }

    fn alias(&mut self, unresolved: Option<String>, span: Span) {
        let written = self.text.get(span.range()).unwrap_or_default();
        let name = unresolved.unwrap_or_else(|| written.trim_start_matches('*').to_owned());
        let target = self.anchors.get(&name).copied();
        if target.is_none() {
            let message = format!("unknown anchor {name:?}: no &{name} stands before this alias");
            self.tell(
                Problem::error("yaml-unknown-anchor", message)
                    .at(span)
                    .help(format!("define &{name} earlier in the same file, anchors do not cross files")),
            );
        }
        self.node(Kind::Alias { name, target }, None, span);
    }

    fn scalar(&mut self, text: String, style: ScalarStyle, tag: Option<Box<Name>>, span: Span) {
        let (mut text, mut span) = (text, span);
        if style == ScalarStyle::Plain && span.start == span.end {
            // An empty node is told as `~` without extent.
            text = String::new();
        }
        if matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
            span = self.with_indicator(span);
        }
        self.node(Kind::Scalar { text, style }, tag, span);
    }

    /// A block scalar's span from its `|` or `>` on, without the line break that ends its last line.
    fn with_indicator(&self, span: Span) -> Span {
        let (start, end) = (span.start as usize, span.end as usize);
        let content = self.text.get(start..end).unwrap_or_default();
        let end = (start + content.trim_end_matches(['\n', '\r', ' ']).len()).max(start);
        let before = self.text.get(..start).unwrap_or_default();
        if content.starts_with(['|', '>']) {
            return Span::new(self.file, start, end);
        }
        let header = before.trim_end();
        let line = header.rfind(['\n', '\r']).map_or(0, |at| at + 1);
        // The indicator is the first one after a blank that only modifiers and a comment follow.
        let indicator = header[line..].char_indices().find(|(at, c)| {
            matches!(c, '|' | '>') && {
                let rest =
                    header[line + at + 1..].trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-'));
                rest.is_empty() || rest.trim_start().starts_with('#') && rest.starts_with([' ', '\t'])
            }
        });
        indicator
            .map_or(Span::new(self.file, start, end), |(at, _)| Span::new(self.file, line + at, end.max(header.len())))
    }

    fn start(&mut self, kind: Kind, tag: Option<Box<Name>>, span: Span) {
        let id = self.node(kind, tag, span);
        self.open.push(Open { id, key: None });
    }

    fn end(&mut self, span: Span) {
        let Some(open) = self.open.pop() else { return };
        let index = open.id.0 as usize;
        let flow =
            matches!(self.yaml.nodes[index].kind, Kind::Sequence { flow: true, .. } | Kind::Mapping { flow: true, .. });
        // The end of a block collection is told where the next token stands: it ends with its last child.
        let end = if flow { span.end } else { self.last_child_end(open.id).unwrap_or(span.start) };
        let node = &mut self.yaml.nodes[index];
        node.span = Span { end: end.max(node.span.start), ..node.span };
        if let Kind::Mapping { entries, .. } = &node.kind {
            let entries = entries.clone();
            self.check_duplicates(&entries);
        }
        self.last = None;
    }

    fn last_child_end(&self, id: NodeId) -> Option<u32> {
        let last = match &self.yaml.node(id).kind {
            Kind::Sequence { items, .. } => items.last().copied(),
            Kind::Mapping { entries, .. } => entries.last().map(|(_, value)| *value),
            _ => None,
        };
        last.map(|last| self.yaml.node(last).span.end)
    }

    /// Adds a node to the collection that is open, or as the root.
    fn node(&mut self, kind: Kind, tag: Option<Box<Name>>, span: Span) -> NodeId {
        let id = NodeId(u32::try_from(self.yaml.nodes.len()).unwrap_or(u32::MAX));
        self.yaml.nodes.push(Node { span, kind, tag, anchor: None });
        self.last = Some(id);
        let Some(open) = self.open.last_mut() else {
            self.root.get_or_insert(id);
            return id;
        };
        match &mut self.yaml.nodes[open.id.0 as usize].kind {
            Kind::Sequence { items, .. } => items.push(id),
            Kind::Mapping { entries, .. } => match open.key.take() {
                Some(key) => entries.push((key, id)),
                None => open.key = Some(id),
            },
            Kind::Scalar { .. } | Kind::Alias { .. } => {}
        }
        id
    }

    /// docker compose refuses a mapping in which a key stands twice, `<<` included.
    fn check_duplicates(&mut self, entries: &[(NodeId, NodeId)]) {
        let mut repeated = Vec::new();
        let mut seen: HashMap<&str, Span> = HashMap::with_capacity(entries.len());
        for (key, _) in entries {
            let node = &self.yaml.nodes[key.0 as usize];
            let Kind::Scalar { text, .. } = &node.kind else { continue };
            if let Some(first) = seen.get(text.as_str()) {
                let line = self.source.line(first.start);
                let message = format!("mapping key {text:?} already defined at line {line}");
                let problem = Problem::error("yaml-duplicate-key", message)
                    .at(node.span)
                    .related(*first, "first defined here")
                    .help("keep one of the two; docker compose refuses the file");
                repeated.push(problem);
            } else {
                seen.insert(text, node.span);
            }
        }
        repeated.into_iter().for_each(|problem| self.tell(problem));
    }

    /// Tells a mistake; of very many the first ones, and how many more there are.
    fn tell(&mut self, problem: Problem) {
        match self.problems.len() < MAX_PROBLEMS {
            true => self.problems.push(problem),
            false => self.untold += 1,
        }
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

fn ours(event: granit::Event<'_>) -> Event {
    let style = |style| match style {
        granit::ScalarStyle::Plain => ScalarStyle::Plain,
        granit::ScalarStyle::SingleQuoted => ScalarStyle::SingleQuoted,
        granit::ScalarStyle::DoubleQuoted => ScalarStyle::DoubleQuoted,
        granit::ScalarStyle::Literal => ScalarStyle::Literal,
        granit::ScalarStyle::Folded => ScalarStyle::Folded,
    };
    match event {
        granit::Event::DocumentStart(..) => Event::DocumentStart,
        granit::Event::DocumentEnd => Event::DocumentEnd,
        granit::Event::Alias(_) | granit::Event::UnresolvedAlias(_) => Event::Alias,
        granit::Event::Anchor(_, name) => Event::Anchor(name.into_owned()),
        granit::Event::Comment(text, _) => Event::Comment(text.into_owned()),
        granit::Event::Scalar(text, written, _, _) => Event::Scalar(text.into_owned(), style(written)),
        granit::Event::SequenceStart(written, _, _) => Event::Sequence(written == granit::StructureStyle::Flow),
        granit::Event::MappingStart(written, _, _) => Event::Mapping(written == granit::StructureStyle::Flow),
        granit::Event::SequenceEnd | granit::Event::MappingEnd => Event::End,
        _ => Event::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> (YamlFile, Vec<Problem>, Sources) {
        let sources = Sources::default();
        let file = sources.add("f.yaml", text);
        let (yaml, problems) = parse(file, &sources);
        (yaml, problems, sources)
    }

    /// The source text of every node in order, with what it is.
    fn nodes(text: &str) -> Vec<String> {
        let (yaml, problems, sources) = load(text);
        assert!(problems.is_empty(), "{text}: {problems:?}");
        let show = |node: &Node| {
            let kind = match &node.kind {
                Kind::Scalar { .. } => "scalar",
                Kind::Sequence { .. } => "list",
                Kind::Mapping { .. } => "map",
                Kind::Alias { .. } => "alias",
            };
            format!("{kind} {}", sources.slice(node.span))
        };
        yaml.nodes.iter().map(show).collect()
    }

    #[test]
    fn nodes_cover_what_was_written() {
        let table: &[(&str, &[&str])] = &[
            ("a: \"x\\ny\"", &["map a: \"x\\ny\"", "scalar a", "scalar \"x\\ny\""]),
            (
                "a: &n !t [b, 'c']\nd: *n\n",
                &[
                    "map a: &n !t [b, 'c']\nd: *n",
                    "scalar a",
                    "list [b, 'c']",
                    "scalar b",
                    "scalar 'c'",
                    "scalar d",
                    "alias *n",
                ],
            ),
            (
                "a: |-  # note\n  x | y\n  z\nb: 1",
                &[
                    "map a: |-  # note\n  x | y\n  z\nb: 1",
                    "scalar a",
                    "scalar |-  # note\n  x | y\n  z",
                    "scalar b",
                    "scalar 1",
                ],
            ),
            ("a:\n  - >\n\n    x\n", &["map a:\n  - >\n\n    x", "scalar a", "list - >\n\n    x", "scalar >\n\n    x"]),
            ("\u{feff}é: ü\r\n", &["map é: ü", "scalar é", "scalar ü"]),
            ("a:\nb:\n", &["map a:\nb", "scalar a", "scalar ", "scalar b", "scalar "]),
        ];
        for (text, expected) in table {
            assert_eq!(nodes(text), *expected, "{text}");
        }
    }

    #[test]
    fn of_very_many_mistakes_the_first_are_told_and_the_others_counted() {
        let repeated = "a: 1\n".repeat(1 + MAX_PROBLEMS + 20);
        let unknown: String = (0..MAX_PROBLEMS + 20).map(|i| format!("- *u{i}\n")).collect();
        for (text, code) in [(repeated, "yaml-duplicate-key"), (unknown, "yaml-unknown-anchor")] {
            let (_, problems, _) = load(&text);
            let (last, first) = problems.split_last().unwrap();
            assert_eq!((first.len(), first.iter().all(|problem| problem.code == code)), (MAX_PROBLEMS, true));
            assert_eq!((last.code, last.message.as_str()), ("too-many-problems", "f.yaml has 20 more mistakes"));
        }
    }

    #[test]
    fn names_and_comments_have_places() {
        let (yaml, _, sources) = load("# one\na: &n !reset x # two\nb: *n\n---\nc: *n\n");
        let node = yaml.nodes.iter().find(|node| node.anchor.is_some()).unwrap();
        let text = |name: Option<&Name>| name.map(|name| (name.text.clone(), sources.slice(name.span)));
        assert_eq!(text(node.anchor.as_deref()), Some(("n".to_owned(), "&n".to_owned())));
        assert_eq!(text(node.tag.as_deref()), Some(("!reset".to_owned(), "!reset".to_owned())));
        let comments: Vec<_> = yaml.comments.iter().map(|comment| sources.slice(comment.span)).collect();
        assert_eq!(comments, ["# one", "# two"]);
        // As go-yaml has it, an anchor lives on in later documents of the file.
        assert_eq!(yaml.documents.len(), 2);
        let aliases = yaml.nodes.iter().filter(|node| matches!(node.kind, Kind::Alias { target: Some(_), .. }));
        assert_eq!(aliases.count(), 2);
    }

    #[test]
    fn mistakes_have_places_and_hide_no_other_document() {
        for (text, code, at, documents) in [
            ("a: 1\nb: 2\na: 3\n", "yaml-duplicate-key", "a", 1),
            ("x: {<<: {}, <<: {}}\n", "yaml-duplicate-key", "<<", 1),
            ("a: *no\n", "yaml-unknown-anchor", "*no", 1),
            ("a: [\n---\nb: 1\n", "yaml-syntax", "[", 1),
            ("a: 1\n\tb: 2\n---\nc: 1\n", "yaml-syntax", "1", 1),
            ("a: \"x\n", "yaml-syntax", "", 0),
        ] {
            let (yaml, problems, sources) = load(text);
            assert_eq!(problems.len(), 1, "{text}: {problems:?}");
            assert_eq!(problems[0].code, code, "{text}");
            assert_eq!(sources.slice(problems[0].span.unwrap()), at, "{text}");
            assert_eq!(yaml.documents.len(), documents, "{text}");
        }
    }
}
