//! Noun: a YAML file as a tree that knows where everything stands: values, keys, tags, anchors, aliases and comments.
//!
//! Untyped and unexpanded: aliases are edges, merge keys ordinary entries, scalars the text that was written. What a plain scalar means
//! ([`Node::resolve`]) follows go-yaml, which docker compose reads files with, not YAML 1.2.

use std::sync::LazyLock;

use base64::Engine as _;
use regex::Regex;

use plimsoll_source::Span;

/// Number of a node in its [`YamlFile`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub(crate) u32);

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScalarStyle {
    /// Without quotes.
    Plain,
    /// `'…'`.
    SingleQuoted,
    /// `"…"`.
    DoubleQuoted,
    /// `|`.
    Literal,
    /// `>`.
    Folded,
}

/// A name with its place: a tag or an anchor, without its `!!`-shorthand expanded and without the `&`.
#[derive(Debug, Clone, PartialEq)]
pub struct Name {
    /// `!reset`, `!!str`, or the anchor's name.
    pub text: String,
    /// Where it is written.
    pub span: Span,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// A scalar: its text after quoting and folding are undone.
    Scalar {
        /// The text.
        text: String,
        /// How it is written.
        style: ScalarStyle,
    },
    /// A list.
    Sequence {
        /// Its elements.
        items: Vec<NodeId>,
        /// `[…]` instead of `- …`.
        flow: bool,
    },
    /// A mapping.
    Mapping {
        /// Keys and values in order of writing, duplicates included.
        entries: Vec<(NodeId, NodeId)>,
        /// `{…}` instead of lines.
        flow: bool,
    },
    /// `*name`.
    Alias {
        /// The anchor's name.
        name: String,
        /// The anchored node; `None` where no anchor of this name stands before it.
        target: Option<NodeId>,
    },
}

/// A node of the tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The whole node: a scalar with its quotes (a block scalar from its `|`), a collection, `*name`.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
    /// `!reset`, `!!str`.
    pub tag: Option<Box<Name>>,
    /// `&name`.
    pub anchor: Option<Box<Name>>,
}

/// A comment.
#[derive(Debug, Clone, PartialEq)]
pub struct Comment {
    /// From the `#` to the end of the line.
    pub span: Span,
    /// What follows the `#`.
    pub text: String,
}

/// A YAML file.
#[derive(Debug, Clone, Default)]
pub struct YamlFile {
    pub(crate) nodes: Vec<Node>,
    /// The root of each document; `None` where a document is empty.
    pub documents: Vec<Option<NodeId>>,
    /// All comments in order.
    pub comments: Vec<Comment>,
}

impl YamlFile {
    /// The node of a number given out by this file.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }
}

/// A scalar by its meaning.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    /// `~`, `null`, nothing.
    Null,
    /// `true`, `False`, ….
    Bool(bool),
    /// A whole number of 64 bits, signed or not.
    Int(i128),
    /// Any other number.
    Float(f64),
    /// Text.
    String(String),
}

/// Why a tag does not fit its scalar.
#[derive(Debug, Clone, PartialEq)]
pub struct TagMismatch {
    /// The tag, short form.
    pub tag: String,
}

impl Node {
    /// The meaning of a scalar node: go-yaml's table for plain scalars and core tags, text for everything quoted or tagged otherwise.
    ///
    /// # Errors
    /// [`TagMismatch`] where a core tag (`!!int`) stands before a text that is none.
    pub fn resolve(&self) -> Result<Scalar, TagMismatch> {
        let Kind::Scalar { text, style } = &self.kind else { return Ok(Scalar::Null) };
        let tag = self.tag.as_ref().map_or("", |tag| short_tag(&tag.text));
        if tag.is_empty() && *style != ScalarStyle::Plain {
            return Ok(Scalar::String(text.clone()));
        }
        let mismatch = || TagMismatch { tag: tag.to_owned() };
        match tag {
            "" => Ok(resolve_plain(text)),
            "!!null" | "!!bool" | "!!int" | "!!float" => match (tag, resolve_plain(text)) {
                ("!!null", value @ Scalar::Null)
                | ("!!bool", value @ Scalar::Bool(_))
                | ("!!int", value @ Scalar::Int(_))
                | ("!!float", value @ Scalar::Float(_)) => Ok(value),
                ("!!float", Scalar::Int(value)) => Ok(Scalar::Float(value as f64)),
                _ => Err(mismatch()),
            },
            "!!binary" => {
                let packed: String = text.chars().filter(|c| !c.is_whitespace()).collect();
                let bytes = base64::engine::general_purpose::STANDARD.decode(packed).map_err(|_| mismatch())?;
                String::from_utf8(bytes).map(Scalar::String).map_err(|_| mismatch())
            }
            _ => Ok(Scalar::String(text.clone())),
        }
    }

    /// Whether go-yaml takes this plain scalar for a date or a time; [`Node::resolve`] keeps its text.
    pub fn is_timestamp(&self) -> bool {
        match &self.kind {
            Kind::Scalar { text, style: ScalarStyle::Plain } if self.tag.is_none() && text.len() >= 8 => {
                text.starts_with(|c: char| c.is_ascii_digit()) && TIMESTAMP.as_ref().is_some_and(|t| t.is_match(text))
            }
            _ => false,
        }
    }

    /// Whether this node as a key merges mappings: a plain `<<`.
    pub fn is_merge_key(&self) -> bool {
        match &self.kind {
            Kind::Scalar { text, style: ScalarStyle::Plain } if text == "<<" => {
                self.tag.as_ref().is_none_or(|tag| short_tag(&tag.text) == "!!merge")
            }
            _ => false,
        }
    }
}

/// `tag:yaml.org,2002:int` as `!!int`; others as they are.
fn short_tag(tag: &str) -> &str {
    match tag {
        "tag:yaml.org,2002:str" => "!!str",
        "tag:yaml.org,2002:int" => "!!int",
        "tag:yaml.org,2002:float" => "!!float",
        "tag:yaml.org,2002:bool" => "!!bool",
        "tag:yaml.org,2002:null" => "!!null",
        "tag:yaml.org,2002:merge" => "!!merge",
        "tag:yaml.org,2002:binary" => "!!binary",
        other => other,
    }
}

/// What a plain scalar means to go-yaml.
fn resolve_plain(text: &str) -> Scalar {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Scalar::Null,
        "true" | "True" | "TRUE" => Scalar::Bool(true),
        "false" | "False" | "FALSE" => Scalar::Bool(false),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Scalar::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Scalar::Float(f64::NEG_INFINITY),
        ".nan" | ".NaN" | ".NAN" => Scalar::Float(f64::NAN),
        _ if text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) => {
            number(text).unwrap_or_else(|| Scalar::String(text.to_owned()))
        }
        _ => Scalar::String(text.to_owned()),
    }
}

static FLOAT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$").ok());

static TIMESTAMP: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let day = "[0-9]{4}-(0?[1-9]|1[0-2])-(0?[1-9]|[12][0-9]|3[01])";
    let time = r"[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(\.[0-9]+)?";
    let zone = "(Z|[-+][0-9]{2}:[0-9]{2})";
    Regex::new(&format!("^{day}([Tt]{time}{zone}| {time})?$")).ok()
});

fn number(text: &str) -> Option<Scalar> {
    let plain = text.replace('_', "");
    if let Some(value) = integer(&plain) {
        return Some(Scalar::Int(value));
    }
    let is_float = FLOAT.as_ref().is_some_and(|float| float.is_match(&plain));
    is_float.then(|| plain.parse().ok().map(Scalar::Float)).flatten()
}

/// Go's `ParseInt(text, 0, 64)` and `ParseUint`: `0x`, `0o`, `0b` and a leading `0` for octal.
fn integer(text: &str) -> Option<i128> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let radix = |prefix: [&str; 2], radix| {
        let rest = digits.strip_prefix(prefix[0]).or_else(|| digits.strip_prefix(prefix[1]))?;
        Some((rest, radix))
    };
    let (digits, radix) = radix(["0x", "0X"], 16)
        .or_else(|| radix(["0o", "0O"], 8))
        .or_else(|| radix(["0b", "0B"], 2))
        .or_else(|| digits.strip_prefix('0').filter(|rest| !rest.is_empty()).map(|rest| (rest, 8)))
        .unwrap_or((digits, 10));
    if !digits.starts_with(|c: char| c.is_digit(radix)) {
        return None;
    }
    let value = i128::from_str_radix(digits, radix).ok()?;
    let value = if negative { -value } else { value };
    (i128::from(i64::MIN)..=i128::from(u64::MAX)).contains(&value).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_mean_what_go_yaml_says() {
        let table = [
            ("yes", Scalar::String("yes".into())),
            ("True", Scalar::Bool(true)),
            ("~", Scalar::Null),
            ("017", Scalar::Int(15)),
            ("0o17", Scalar::Int(15)),
            ("-0x10", Scalar::Int(-16)),
            ("1_000", Scalar::Int(1000)),
            ("08", Scalar::Float(8.0)),
            ("1e3", Scalar::Float(1000.0)),
            (".5", Scalar::Float(0.5)),
            ("22:22", Scalar::String("22:22".into())),
            ("18446744073709551615", Scalar::Int(18_446_744_073_709_551_615)),
            ("2024-01-01", Scalar::String("2024-01-01".into())),
            ("0x", Scalar::String("0x".into())),
            ("-", Scalar::String("-".into())),
        ];
        for (text, expected) in table {
            assert_eq!(resolve_plain(text), expected, "{text}");
        }
    }

    #[test]
    fn plain_dates_are_timestamps_to_go_yaml() {
        let file = plimsoll_source::Sources::default().add("f", "");
        let node = |text: &str, style, tag: Option<&str>| Node {
            span: Span::new(file, 0, 0),
            kind: Kind::Scalar { text: text.to_owned(), style },
            tag: tag.map(|text| Box::new(Name { text: text.to_owned(), span: Span::new(file, 0, 0) })),
            anchor: None,
        };
        for text in
            ["2024-01-01", "2024-1-31", "2024-01-01 10:20:30", "2024-01-01T1:2:3.5Z", "2024-01-01t01:02:03+02:00"]
        {
            assert!(node(text, ScalarStyle::Plain, None).is_timestamp(), "{text}");
            assert!(!node(text, ScalarStyle::DoubleQuoted, None).is_timestamp(), "{text}");
            assert!(!node(text, ScalarStyle::Plain, Some("!!str")).is_timestamp(), "{text}");
        }
        for text in ["2024-13-01", "2024-00-10", "2024-01", "20240101", "2024-01-01-x", "2024-01-01T10:20:30", "1:2:3"]
        {
            assert!(!node(text, ScalarStyle::Plain, None).is_timestamp(), "{text}");
        }
    }
}
