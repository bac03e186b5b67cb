//! YAML that something fills in before docker sees it: read with its placeholders as opaque words. Some are YAML all the same: `image: {{ x }}` is a
//! mapping in braces whose key is one, too.

use super::templates::{self, Piece};
use super::yaml::{self, parse};
use crate::document::yaml::{Kind, NodeId, YamlFile};
use plimsoll_source::problem::Problem;
use plimsoll_source::{FileId, Sources, Span};

/// Parses a file that may be a template: where docker refuses it as it stands, and takes it with its placeholders filled in, these are opaque words. Where
/// they stand comes last.
pub fn parse_open(file: FileId, sources: &Sources) -> (YamlFile, Vec<Problem>, Option<Vec<Span>>) {
    let (yaml, problems) = parse(file, sources);
    let is_refused = !problems.is_empty() || is_in(&yaml, &sources.get(file).text);
    match is_refused.then(|| parse_template(file, sources)).flatten() {
        Some((template, words)) => (template, Vec::new(), Some(words)),
        None => (yaml, problems, None),
    }
}

/// Parses a file as the template that it may be: with placeholders as opaque words, and where these stand. `None` where it is none, or no YAML even so.
fn parse_template(file: FileId, sources: &Sources) -> Option<(YamlFile, Vec<Span>)> {
    let masked = templates::masked(&sources.get(file).text)?;
    let yaml = yaml::parse_as(file, &masked.text, sources)?;
    Some((yaml, masked.words.into_iter().map(|word| Span::new(file, word.start, word.end)).collect()))
}

/// Whether a file that is no YAML is a template, of whatever kind: where a line or a value begins with what YAML cannot begin one with. Within a text it is
/// for programs, or for the engine.
pub fn is_template(file: FileId, sources: &Sources) -> bool {
    let text = &sources.get(file).text;
    let begins = |piece: &Piece| {
        let before = text[..piece.range.start].rsplit('\n').next().unwrap_or_default();
        before.trim().is_empty() || before.ends_with([' ', '\t']) && before.trim_end().ends_with([':', '-', '[', ','])
    };
    let is_value = |piece: &Piece| !text[piece.range.clone()].starts_with('$');
    templates::pieces(text).iter().any(|piece| is_value(piece) && begins(piece))
}

/// Whether a `{{ … }}` is taken for YAML: for a mapping whose only key is a mapping, which no Compose file has.
fn is_in(yaml: &YamlFile, text: &str) -> bool {
    // A mapping in braces with nothing but keys, as what stands between the braces of a placeholder reads.
    let keys = |id: NodeId| match &yaml.node(id).kind {
        Kind::Mapping { entries, flow: true } => {
            let is_blank = |id: NodeId| matches!(&yaml.node(id).kind, Kind::Scalar { text, .. } if text.is_empty());
            entries.iter().all(|(_, value)| is_blank(*value)).then_some(entries)
        }
        _ => None,
    };
    let is_placeholder = |index: usize| {
        let id = NodeId(u32::try_from(index).ok()?);
        let [(key, _)] = keys(id)?.as_slice() else { return None };
        let written = text.get(yaml.node(id).span.range())?;
        (keys(*key).is_some() && written.starts_with("{{") && written.ends_with("}}")).then_some(())
    };
    text.contains("{{") && (0..yaml.nodes.len()).any(|index| is_placeholder(index).is_some())
}

#[cfg(test)]
mod tests {
    use super::is_in;
    use plimsoll_source::Sources;

    #[test]
    fn placeholders_are_told_from_mappings() {
        let found = |text: &str| {
            let sources = Sources::default();
            let file = sources.add("compose.yaml", text);
            let (yaml, problems) = super::parse(file, &sources);
            assert!(problems.is_empty(), "{text}: {problems:?}");
            is_in(&yaml, text)
        };
        for text in [
            "a: {{ b }}",
            "a: {{b}}",
            "- {{ b | default('c') }}",
            "a:\n  - {{ b(c, d) }}\n",
            "a: [{{ b }}, c]",
            "{{ a }}: b",
        ] {
            assert!(found(text), "{text}");
        }
        for text in [
            "a: {b: {c: d}}",
            "a: { {b: c}: d }",
            "a: {{b: c}: d}",
            "a: {{b: c}}",
            "a: { {b} }",
            "a: \"{{ b }}\"",
            "a: x{{ b }}",
            "a: {b}",
            "a: {}",
            "a: {b: {}}",
            "# {{ b }}\na: {b: c}",
        ] {
            assert!(!found(text), "{text}");
        }
    }
}
