//! Takes values one by one, asks what is secret in them, and gathers candidates, places to hide and texts to take out.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use super::mask::Masks;
use super::written::{self, Written};
use plimsoll_model::{Address, EnvFile, Origin, Origins, SecretCandidate, SecretClass, SecretKind, SecretPlace};
use plimsoll_source::files::Files;
use plimsoll_source::secret::{self, Escape, Form, Hit, Nearby, SecretConfidence, SecretInput, Weakness};
use plimsoll_source::{FileId, Sources, Span};

/// A project has no more candidates than this; further ones are hidden and masked, but not judged, which is told.
pub(super) const MAX_CANDIDATES: usize = 5_000;

/// Where a value stands.
#[derive(Debug, Clone)]
pub(super) struct Spot<'a> {
    /// The value's own address.
    pub(super) at: Address,
    /// The attribute, assignment or instruction that holds it.
    pub(super) holder: Address,
    /// The subject it belongs to.
    pub(super) subject: Address,
    /// The kind of place.
    pub(super) place: SecretPlace,
    /// Its key.
    pub(super) key: Option<&'a str>,
    /// Names around it.
    pub(super) nearby: &'a Nearby,
    /// How a literal `$` is written there.
    pub(super) escape: Escape,
    /// No part of it is a variable.
    pub(super) literal: bool,
}

/// What was gathered.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) candidates: Vec<(SecretCandidate, Option<Origin>)>,
    pub(super) hidden: Vec<Span>,
    pub(super) masks: Masks,
    /// There are more candidates than are listed.
    pub(super) too_many: bool,
    /// The first that is not listed.
    pub(super) first_left: Option<Span>,
}

/// Gathers secrets.
pub(super) struct Collector<'a> {
    pub(super) origins: &'a Origins,
    pub(super) sources: &'a Sources,
    files: &'a dyn Files,
    env_files: BTreeSet<FileId>,
    found: Found,
    groups: HashMap<String, usize>,
    ignored: BTreeMap<String, Option<bool>>,
    seen: BTreeSet<(u32, u32, String, Address)>,
    listed: BTreeSet<(u32, u32, String)>,
    /// What was marked in a file before it was parsed, and hidden before this project.
    marks: HashMap<FileId, Vec<Range<usize>>>,
}

impl<'a> Collector<'a> {
    pub(super) fn new(origins: &'a Origins, sources: &'a Sources, files: &'a dyn Files, env_files: &[EnvFile]) -> Self {
        let env_files = env_files.iter().filter_map(|f| sources.find(&f.path)).collect();
        Self {
            origins,
            sources,
            files,
            env_files,
            found: Found::default(),
            groups: HashMap::new(),
            ignored: BTreeMap::new(),
            seen: BTreeSet::new(),
            marks: HashMap::new(),
            listed: BTreeSet::new(),
        }
    }

    pub(super) fn finish(self) -> Found {
        self.found
    }

    /// A value under a key; `None` or an empty one is noted where the key is named like a secret.
    pub(super) fn value(&mut self, spot: &Spot<'_>, value: Option<&str>) {
        let origin = written::exact(self.origins, &spot.at).cloned();
        let value = value.unwrap_or_default();
        let named = spot.key.is_some_and(|key| secret::naming(key) == Some(secret::Naming::Secret));
        if value.trim().is_empty() && origin.as_ref().is_none_or(|o| !self.sources.slice(o.span).contains('$')) {
            if named {
                let class = SecretClass::Absent;
                self.list(spot, &blank(spot.key), class, "", vec![], origin);
            }
            return;
        }
        let written = Written::new(value, spot.key, origin.as_ref(), self.sources, spot.escape);
        let written = if spot.literal { written.taken_literally(value) } else { written };
        self.look_into(spot, &written, Form::Value, origin);
        self.mask_beside(spot, &written, value);
        self.mask_marked(spot, written::exact(self.origins, &spot.at).map(|origin| origin.span));
    }

    /// The text of a configuration file that is written as a value.
    pub(super) fn content(&mut self, spot: &Spot<'_>, text: &str) {
        let origin = written::exact(self.origins, &spot.at).cloned();
        let written = Written::new(text, None, origin.as_ref(), self.sources, spot.escape);
        self.look_into(spot, &written, Form::Content, origin);
    }

    /// A region of a file, read as a script.
    pub(super) fn script(&mut self, spot: &Spot<'_>, text: &str, span: Option<Span>) {
        let written = match span {
            Some(span) => Written::region(text, span, self.sources.slice(span), spot.escape),
            None => Written::new(text, None, None, self.sources, spot.escape),
        };
        let origin = span.map(Origin::new);
        self.look_into(spot, &written, Form::Script, origin);
    }

    /// The words of a command; each may have a place of its own.
    pub(super) fn words(&mut self, spot: &Spot<'_>, words: &[String]) {
        let whole = written::exact(self.origins, &spot.at).cloned();
        let first = written::exact(self.origins, &spot.at.child(0));
        let apart = words.len() > 1 && first.is_some() && first.map(|o| o.span) != whole.as_ref().map(|o| o.span);
        if !apart {
            let (joined, ranges) = join(words.iter().map(String::as_str));
            let written = Written::new(&joined, None, whole.as_ref(), self.sources, spot.escape);
            let form = if written.filled.has_variables() { Form::Script } else { Form::Words(&ranges) };
            self.look_into(spot, &written, form, whole);
            return;
        }
        let parts: Vec<(Address, Written)> = words
            .iter()
            .enumerate()
            .map(|(i, word)| {
                let at = spot.at.child(i);
                let written = Written::new(word, None, self.origins.get(&at), self.sources, spot.escape);
                (at, written)
            })
            .collect();
        let (joined, ranges) = join(parts.iter().map(|(_, w)| w.filled.text.as_str()));
        let input =
            SecretInput { key: None, value: &joined, form: Form::Words(&ranges), nearby: spot.nearby, literal: false };
        for hit in secret::detect(&input) {
            let Some(i) = ranges.iter().position(|r| r.start <= hit.range.start && hit.range.end <= r.end) else {
                continue;
            };
            let (at, written) = &parts[i];
            let range = hit.range.start - ranges[i].start..hit.range.end - ranges[i].start;
            let own = Spot { at: at.clone(), ..spot.clone() };
            let origin = self.origins.get(at).cloned();
            self.take(&own, written, Hit { range, ..hit }, origin);
        }
    }

    fn look_into(&mut self, spot: &Spot<'_>, written: &Written, form: Form<'_>, origin: Option<Origin>) {
        let literal = !written.filled.has_variables();
        let input = SecretInput { key: spot.key, value: &written.filled.text, form, nearby: spot.nearby, literal };
        for hit in secret::detect(&input) {
            self.take(spot, written, hit, origin.clone());
        }
    }

    fn take(&mut self, spot: &Spot<'_>, written: &Written, hit: Hit, origin: Option<Origin>) {
        let token = &written.filled.text[hit.range.clone()];
        let from_env_file = spot.place == SecretPlace::Environment
            && origin.as_ref().is_some_and(|o| self.env_files.contains(&o.span.file));
        let comes_from_elsewhere = from_env_file || written.named_only;
        let class = if comes_from_elsewhere { SecretClass::Reference } else { class_of(written, &hit) };
        let spans = written.locate(token, hit.range.start).unwrap_or_default();
        if !hit.harmless && (comes_from_elsewhere || class != SecretClass::Reference) {
            // Placeholders of a token format are no secrets, and shown they explain themselves; everything else is hidden.
            self.found.hidden.extend(&spans);
            self.found.masks.add(&spot.at, &spot.holder, token, hit.weak);
            if let Some(span) = spans.first().filter(|span| written.is_another(**span)) {
                self.found.masks.add(&spot.at, &spot.holder, &self.sources.slice(*span), hit.weak);
            }
        }
        let token = token.to_owned();
        self.list(spot, &hit, class, &token, spans, origin);
    }

    /// What is no candidate and still a secret: the value that variables gave, wherever the written text shows that one goes in, and members of JSON.
    fn mask_beside(&mut self, spot: &Spot<'_>, written: &Written, value: &str) {
        if written.filled.text != value {
            let input = SecretInput { key: spot.key, value, form: Form::Value, nearby: spot.nearby, literal: true };
            for hit in secret::detect(&input).into_iter().filter(|h| !h.harmless) {
                self.found.masks.add(&spot.at, &spot.holder, &value[hit.range], hit.weak);
            }
        }
        if value.contains(['{', '[', ' ']) {
            // Members of JSON and options: what is marked where they are written is taken out here, too.
            let marked = secret::lexical(value);
            marked
                .into_iter()
                .for_each(|mark| self.found.masks.add(&spot.at, &spot.holder, &value[mark], Some(Weakness::Short)));
        }
        if let Some(brought) = written.brought(value) {
            self.found.masks.add(&spot.at, &spot.holder, brought, Some(Weakness::Short));
        }
    }

    /// What was marked where a value is written is a secret in the value, however common a word it is.
    fn mask_marked(&mut self, spot: &Spot<'_>, span: Option<Span>) {
        let Some(span) = span else { return };
        let sources = self.sources;
        let marks = self.marks.entry(span.file).or_insert_with(|| sources.marked(span.file));
        let first = marks.partition_point(|mark| mark.end <= span.start as usize);
        for mark in marks[first..].iter().take_while(|mark| mark.start < span.end as usize) {
            let (start, end) = (mark.start.max(span.start as usize), mark.end.min(span.end as usize));
            let written = sources.slice(Span::new(span.file, start, end));
            self.found.masks.add(&spot.at, &spot.at, &written, Some(Weakness::Short));
        }
    }

    fn list(
        &mut self,
        spot: &Spot<'_>,
        hit: &Hit,
        class: SecretClass,
        token: &str,
        spans: Vec<Span>,
        origin: Option<Origin>,
    ) {
        let place = spans
            .first()
            .copied()
            .or_else(|| origin.as_ref().map(|o| o.span))
            .or_else(|| self.origins.nearest(&spot.at).map(|(_, o)| o.span));
        let path = place.map(|span| self.sources.get(span.file).path.clone()).unwrap_or_default();
        if let Some(span) = place {
            let (start, end) = (span.start, span.end);
            let shared = matches!(
                spot.place,
                SecretPlace::Environment
                    | SecretPlace::Command
                    | SecretPlace::Healthcheck
                    | SecretPlace::Label
                    | SecretPlace::ComposeBuildArg
            );
            let again = !shared && self.listed.contains(&(start, end, path.clone()));
            if again || !self.seen.insert((start, end, path.clone(), spot.subject.clone())) {
                return;
            }
            self.listed.insert((start, end, path.clone()));
        }
        if self.found.candidates.len() >= MAX_CANDIDATES {
            self.found.too_many = true;
            self.found.first_left = self.found.first_left.or(place);
            return;
        }
        let next = self.groups.len();
        let group = *self.groups.entry(token.to_owned()).or_insert(next);
        let ignored = *self.ignored.entry(path.clone()).or_insert_with(|| self.files.ignored(&path));
        let at = Address::root().child("secret_candidates").child(self.found.candidates.len());
        let mark = place.map(|span| {
            let whole = origin.unwrap_or_else(|| Origin::new(span));
            let depends = matches!(class, SecretClass::Mixed | SecretClass::Reference);
            Origin { span, unset: if depends { whole.unset } else { Vec::new() }, ..whole }
        });
        let candidate = SecretCandidate {
            at,
            holder: spot.holder.clone(),
            subject: spot.subject.clone(),
            kind: hit.kind,
            confidence: hit.confidence,
            class,
            place: spot.place,
            key: hit.key.clone().or_else(|| spot.key.map(str::to_owned)),
            named: hit.named,
            placeholder: hit.placeholder,
            weak: hit.weak,
            provider: hit.format.map(|f| f.provider),
            length: token.chars().count(),
            charset: secret::charset(token),
            redacted: redacted(hit, token),
            group,
            file: path,
            ignored,
            same: self.sources.sameness(token),
        };
        self.found.candidates.push((candidate, mark));
    }
}

/// A key that is named like a secret, with nothing under it.
fn blank(key: Option<&str>) -> Hit {
    Hit {
        range: 0..0,
        kind: SecretKind::Named,
        confidence: SecretConfidence::Low,
        key: key.map(str::to_owned),
        named: true,
        placeholder: None,
        weak: None,
        format: None,
        harmless: true,
    }
}

fn class_of(written: &Written, hit: &Hit) -> SecretClass {
    if hit.harmless {
        return SecretClass::Reference;
    }
    match written.filled.kinds(&hit.range) {
        (false, false, true) => SecretClass::Reference,
        (_, _, true) => SecretClass::Mixed,
        (_, true, false) => SecretClass::DefaultLiteral,
        (_, false, false) => SecretClass::Literal,
    }
}

/// Provider prefix and length at most.
fn redacted(hit: &Hit, token: &str) -> String {
    let length = token.chars().count();
    let prefix = hit.format.map(secret::Format::prefix).unwrap_or_default();
    if length == 0 { String::new() } else { format!("{prefix}… ({length} characters)") }
}

fn join<'t>(words: impl Iterator<Item = &'t str>) -> (String, Vec<Range<usize>>) {
    let mut joined = String::new();
    let mut ranges = Vec::new();
    for word in words {
        if !ranges.is_empty() {
            joined.push('\n');
        }
        ranges.push(joined.len()..joined.len() + word.len());
        joined.push_str(word);
    }
    (joined, ranges)
}
