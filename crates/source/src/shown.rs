//! What may be shown: values that went through [`Sources`], which took every secret out of them. Nothing else can make one, and everything that
//! writes for people or other tools takes nothing else.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::ops::{Deref, Range};
use std::sync::{Arc, PoisonError};

use serde::Serialize;
use serde_json::{Map, Value};

use super::{FileId, Sources, Span};
use crate::secret;
use crate::spot::Spot;

/// What stands where a secret stood; its length says nothing.
pub const MASK: &str = "***";

/// Shared texts that are remembered as having no secret in them, and as many messages.
const MAX_SHARED: usize = 4_096;

/// Longer messages are not remembered.
const MAX_REMEMBERED: usize = 512;

/// A value with no secret in it. Only [`Sources::show`] makes one, and [`Shown::on_demand`] where the user asked for secrets by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Shown<T>(T);

impl<T> Shown<T> {
    /// A value with its secrets, for `--show-secrets` and nothing else.
    pub fn on_demand(value: T) -> Self {
        Self(value)
    }

    /// The value with something shown put into it. `place` has nothing but that to put.
    #[must_use]
    pub fn with<U>(mut self, part: Shown<U>, place: fn(&mut T, U)) -> Self {
        place(&mut self.0, part.0);
        self
    }

    /// The same without the secrets of other texts, too.
    #[must_use]
    pub fn without_those_of(mut self, sources: &Sources) -> Self
    where
        T: Veil,
    {
        self.0.veil(sources);
        self
    }

    /// The value, to put it into something that is shown.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Shown<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: fmt::Display> fmt::Display for Shown<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A value that knows its texts: every one of them that may come from a file of the run, or quote one, is handed to [`Sources`].
/// Implementations take their value apart field by field, so that a new field does not compile until somebody decides about it.
pub trait Veil {
    /// Takes the secrets out.
    fn veil(&mut self, sources: &Sources);
}

/// A name, a path, a value: what is known to be a secret is taken out.
impl Veil for String {
    fn veil(&mut self, sources: &Sources) {
        if let Cow::Owned(veiled) = sources.veiled(self) {
            *self = veiled;
        }
    }
}

/// What thousands of values share is looked at once.
impl Veil for Arc<str> {
    fn veil(&mut self, sources: &Sources) {
        let shared_at = (Self::strong_count(self) > 1).then(|| sources.generation());
        if shared_at.is_some_and(|generation| sources.is_clean(self, generation)) {
            return;
        }
        match (sources.veiled(self), shared_at) {
            (Cow::Owned(veiled), _) => *self = veiled.into(),
            (Cow::Borrowed(_), Some(generation)) => sources.note_clean(self, generation),
            (Cow::Borrowed(_), None) => {}
        }
    }
}

impl<T: Veil> Veil for Box<T> {
    fn veil(&mut self, sources: &Sources) {
        (**self).veil(sources);
    }
}

impl<T: Veil> Veil for Option<T> {
    fn veil(&mut self, sources: &Sources) {
        self.iter_mut().for_each(|value| value.veil(sources));
    }
}

impl<T: Veil> Veil for Vec<T> {
    fn veil(&mut self, sources: &Sources) {
        self.iter_mut().for_each(|value| value.veil(sources));
    }
}

impl<A: Veil, B: Veil> Veil for (A, B) {
    fn veil(&mut self, sources: &Sources) {
        self.0.veil(sources);
        self.1.veil(sources);
    }
}

impl<K, V: Veil> Veil for BTreeMap<K, V> {
    fn veil(&mut self, sources: &Sources) {
        self.values_mut().for_each(|value| value.veil(sources));
    }
}

/// A tree: keys too. Where two keys become the same, both stay, with a number.
impl Veil for Value {
    fn veil(&mut self, sources: &Sources) {
        match self {
            Self::String(text) => text.veil(sources),
            Self::Array(items) => items.veil(sources),
            Self::Object(members) => veil_members(members, sources),
            Self::Null | Self::Bool(_) | Self::Number(_) => {}
        }
    }
}

fn veil_members(members: &mut Map<String, Value>, sources: &Sources) {
    members.values_mut().for_each(|member| member.veil(sources));
    if members.keys().all(|key| matches!(sources.veiled(key), Cow::Borrowed(_))) {
        return;
    }
    let mut renamed = Map::new();
    for (key, member) in std::mem::take(members) {
        let veiled = sources.veiled(&key).into_owned();
        let mut name = veiled.clone();
        for number in 2.. {
            if !renamed.contains_key(&name) {
                break;
            }
            name = format!("{veiled} ({number})");
        }
        renamed.insert(name, member);
    }
    *members = renamed;
}

impl Veil for Arc<Value> {
    fn veil(&mut self, sources: &Sources) {
        Self::make_mut(self).veil(sources);
    }
}

impl Sources {
    /// The value as it may be shown.
    pub fn show<T: Veil>(&self, mut value: T) -> Shown<T> {
        value.veil(self);
        Shown(value)
    }

    /// A sentence that may quote values: what is known to be a secret is taken out, what looks like one in the sentence itself, and what is one
    /// at the place that the sentence speaks of.
    pub fn show_message(&self, text: &str, place: Option<Span>) -> Shown<String> {
        let mut found = self.found_in_message(text);
        let lines = place.map(|place| self.spot(self.lines_of(place)));
        for (spot, value) in lines.iter().flat_map(|spot| spot.secrets.iter().map(move |value| (spot, value))) {
            let quoted = |at: usize| text[..at].ends_with(['`', '"', '\'', '=', '$', '{']);
            let copies = text.match_indices(value.as_str()).map(|(at, _)| at..at + value.len());
            found.extend(copies.filter(|range| quoted(range.start) && !spot.is_named(text, range)));
        }
        Shown(masked(text, &secret::joined(found)).into_owned())
    }

    /// What is known to be a secret in a message, and what looks like one.
    fn found_in_message(&self, text: &str) -> Vec<Range<usize>> {
        let generation = self.generation();
        {
            let plain = self.plain.lock().unwrap_or_else(PoisonError::into_inner);
            if plain.0 == generation && plain.1.contains(text) {
                return Vec::new();
            }
        }
        let mut found = secret::lexical(text);
        // What a message says in its own words is no value. The words that are passwords in these files are known by the next step.
        found.retain(|range| !is_prose(text, range));
        found.extend(self.known().find(text));
        if found.is_empty() && text.len() <= MAX_REMEMBERED {
            let mut plain = self.plain.lock().unwrap_or_else(PoisonError::into_inner);
            if plain.0 < generation {
                *plain = (generation, HashSet::new());
            }
            if plain.0 == generation && plain.1.len() < MAX_SHARED {
                plain.1.insert(text.into());
            }
        }
        found
    }

    /// The text that stands at a place, or was read from there, without the secrets of that place. Where a secret is written in another way than
    /// it reads, nothing is left.
    pub fn show_at(&self, text: &str, place: Span) -> Shown<String> {
        let spot = self.spot(place);
        let (secret, is_sure) = spot.secret_in(text, false);
        let shown = self.veiled(&masked(text, &secret)).into_owned();
        let hides = !spot.secrets.is_empty() && !is_sure && shown == text;
        Shown(if hides { MASK.to_owned() } else { shown })
    }

    /// A tree that was read from a place: its texts without the secrets of that place.
    pub fn show_tree_at(&self, mut tree: Value, place: Span) -> Shown<Value> {
        hide_in(&mut tree, &self.spot(place), false);
        self.show(tree)
    }

    /// A file's text, each secret in it as `***`.
    pub fn show_file(&self, id: FileId) -> Shown<String> {
        let file = self.get(id);
        Shown(masked(&file.text, &by_line(&file.text, &self.hidden(id))).into_owned())
    }

    /// A text without what is known to be a secret.
    pub(super) fn veiled<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let known = self.known();
        if known.is_empty() { Cow::Borrowed(text) } else { masked(text, &known.find(text)) }
    }

    fn generation(&self) -> u64 {
        self.inner.read().unwrap_or_else(PoisonError::into_inner).generation
    }

    /// Whether this very text was looked at, by what is known as of a generation.
    fn is_clean(&self, text: &Arc<str>, generation: u64) -> bool {
        let clean = self.clean.lock().unwrap_or_else(PoisonError::into_inner);
        clean.0 == generation && clean.1.contains_key(&address(text))
    }

    fn note_clean(&self, text: &Arc<str>, generation: u64) {
        let mut clean = self.clean.lock().unwrap_or_else(PoisonError::into_inner);
        if clean.0 < generation {
            *clean = (generation, HashMap::new());
        }
        if clean.0 == generation && clean.1.len() < MAX_SHARED {
            // It is kept, so that no other text comes to stand at its address.
            clean.1.insert(address(text), Arc::clone(text));
        }
    }

    /// What stands at a place.
    fn spot(&self, place: Span) -> Spot {
        Spot::of(&self.get(place.file).text, place.range(), &self.hidden(place.file))
    }

    /// The lines that a place touches.
    fn lines_of(&self, place: Span) -> Span {
        let file = self.get(place.file);
        let line = |offset: u32| file.line_starts()[file.line(offset) as usize - 1] as usize;
        let start = line(place.start);
        let last = file.line(place.end);
        let end = file.line_starts().get(last as usize).map_or(file.text.len(), |next| *next as usize);
        Span::new(place.file, start, end)
    }
}

fn address(text: &Arc<str>) -> usize {
    Arc::as_ptr(text).cast::<u8>().addr()
}

fn hide_in(tree: &mut Value, spot: &Spot, is_name: bool) {
    match tree {
        Value::String(text) => {
            if let Cow::Owned(shown) = masked(text, &spot.secret_in(text, is_name).0) {
                *text = shown;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| hide_in(item, spot, is_name)),
        Value::Object(members) => {
            members
                .iter_mut()
                .for_each(|(name, member)| hide_in(member, spot, matches!(name.as_str(), "key" | "name")));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The text with each range as `***`. Ranges are in order and do not overlap.
pub fn masked<'t>(text: &'t str, ranges: &[Range<usize>]) -> Cow<'t, str> {
    if ranges.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for range in ranges {
        let between = &text[at..range.start];
        if !(between.is_empty() && out.ends_with(MASK)) {
            out.push_str(between);
            out.push_str(MASK);
        }
        at = range.end;
    }
    out.push_str(&text[at..]);
    Cow::Owned(out)
}

/// Whether a part of a message is a word of its own language: small letters, outside of quotes.
fn is_prose(text: &str, range: &Range<usize>) -> bool {
    let is_word = text[range.clone()].bytes().all(|byte| byte.is_ascii_lowercase());
    let quotes = |quote: char| text[..range.start].matches(quote).count();
    is_word && text[..range.start].ends_with(' ') && ['`', '"'].into_iter().all(|quote| quotes(quote) % 2 == 0)
}

/// The parts of the ranges line by line, so that line ends stay.
pub(super) fn by_line(text: &str, ranges: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut parts = Vec::with_capacity(ranges.len());
    for range in ranges {
        let mut start = range.start;
        for line in text[range.clone()].split_inclusive(['\n', '\r']) {
            let filled = line.trim_end_matches(['\n', '\r']).len();
            if filled > 0 {
                parts.push(start..start + filled);
            }
            start += line.len();
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn() -> String {
        format!("{}{}", "Zq7Rk29fjQ", "0sLwq81zPv4")
    }

    #[test]
    fn a_secret_of_one_file_is_shown_nowhere() {
        let sources = Sources::default();
        let secret = drawn();
        let env = sources.add(".env", format!("DB_PASSWORD={secret}\nB=c\n"));
        sources.add("x.yaml", format!("hostname: {secret}\n"));
        assert_eq!(*sources.show_file(env), "DB_PASSWORD=***\nB=c\n");
        let other = sources.find("x.yaml").expect("it was added");
        assert_eq!(*sources.show_file(other), "hostname: ***\n");
        assert_eq!(*sources.show(format!("nginx:{secret}")), "nginx:***");
        assert_eq!(*sources.show(format!("{}.", &secret[..14])), "***.");
        assert_eq!(*sources.show_message(&format!("`{secret}` is no duration"), None), "`***` is no duration");
        let advice =
            "set `--requirepass` or bind, or GF_SECURITY_ADMIN_PASSWORD or another, not `--requirepass hunter`";
        let shown = advice.replace("hunter", MASK);
        assert_eq!(*sources.show_message(advice, None), shown);
        let tree = serde_json::json!({&secret: [{"a": 1}, &secret], "b": "c"});
        assert_eq!(
            **sources.show(tree).deref().as_object().expect("a map").keys().next().as_ref().expect("a key"),
            "***"
        );
    }

    #[test]
    fn what_the_files_call_something_is_readable_however_long() {
        for secret in ["sentinel-server-password", "tractorbeam", "account_store_of_orders"] {
            let env = format!("DB_PASSWORD={secret}\n");
            let (named, other) = (Sources::default(), Sources::default());
            let file = named.add(".env", env.as_str());
            named.add("compose.yaml", format!("services:\n  {secret}:\n    image: x\n"));
            other.add(".env", env.as_str());
            let said = format!("service {secret} is privileged");
            assert_eq!(*named.show(said.clone()), said);
            assert_eq!(*named.show_file(file), "DB_PASSWORD=***\n");
            assert_eq!(*other.show(said), "service *** is privileged");
        }
        let (sources, secret) = (Sources::default(), drawn());
        sources.add(".env", format!("DB_PASSWORD={secret}\n"));
        sources.add("compose.yaml", format!("services:\n  {secret}:\n    image: x\n"));
        assert_eq!(*sources.show(format!("service {secret} is privileged")), "service *** is privileged");
    }

    #[test]
    fn names_that_hold_a_value_of_their_line_are_readable() {
        let sources = Sources::default();
        for (number, (value, message, want)) in [
            ("postgres", "`POSTGRES_PASSWORD` is `postgres`", "`POSTGRES_PASSWORD` is `***`"),
            ("POSTGRES", "set `POSTGRES_PASSWORD`, not `POSTGRES`", "set `POSTGRES_PASSWORD`, not `***`"),
            ("letmein", "`letmein-db` has \"letmein\"", "`letmein-db` has \"***\""),
            ("x7Kq", "`x7Kq_PASSWORD` is =x7Kq", "`***_PASSWORD` is =***"),
        ]
        .into_iter()
        .enumerate()
        {
            let text = format!("letmein-db: {{POSTGRES_PASSWORD: {value}}}\n");
            let file = sources.add(format!("{number}.env"), text.as_str());
            let place = Span::new(file, 0, text.len());
            assert_eq!(*sources.show_message(message, Some(place)), want, "{value}");
        }
    }

    #[test]
    fn a_shared_text_is_looked_at_again_once_more_is_known() {
        let sources = Sources::default();
        let text: Arc<str> = "see kw7-Rk29-fjQ0".into();
        let both = vec![Arc::clone(&text), Arc::clone(&text)];
        assert_eq!(**sources.show(both.clone()), [Arc::clone(&text), text]);
        sources.learn("kw7-Rk29-fjQ0");
        assert_eq!(**sources.show(both), ["see ***".into(), "see ***".into()]);
    }

    #[test]
    fn a_common_word_is_a_secret_only_where_it_is_one() {
        let sources = Sources::default();
        let file = sources.add("x.yaml", "image: postgres:16\nPOSTGRES_PASSWORD: postgres\n");
        assert_eq!(*sources.show_file(file), "image: postgres:16\nPOSTGRES_PASSWORD: ***\n");
        assert_eq!(*sources.show("postgres:16".to_owned()), "postgres:16");
        let line = Span::new(file, 20, 25);
        assert_eq!(*sources.show_message("postgres: `postgres` is wrong", Some(line)), "postgres: `***` is wrong");
        assert_eq!(*sources.show_at("postgres", Span::new(file, 38, 46)), "***");
    }

    #[test]
    fn a_secret_over_several_lines_keeps_their_ends() {
        let sources = Sources::default();
        let file = sources.add("x.yaml", "password: |\n  one two\n  three\na: b\n");
        assert_eq!(*sources.show_file(file), "password: |\n  ***\n  ***\na: b\n");
    }

    #[test]
    fn what_is_learned_and_what_is_hidden_is_known() {
        let sources = Sources::default();
        let file = sources.add("x.yaml", format!("a: {0}\nb: plain\n", "kw7-Rk29-fjQ0"));
        sources.learn("other-Value-77x");
        sources.hide(Span::new(file, 3, 16));
        assert_eq!(*sources.show("see kw7-Rk29-fjQ0 and other-Value-77x".to_owned()), "see *** and ***");
    }
}
