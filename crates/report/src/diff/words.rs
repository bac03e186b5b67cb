//! The words that the formats for people share.

use plimsoll_model::{Effect, Fact, Group, UnknownCause};

use super::super::facts;
use super::{Diff, Line, Open, Place, Side, Which};

/// What a fact belongs to.
pub(super) fn group(group: Group) -> &'static str {
    match group {
        Group::Services => "service",
        Group::Image => "image",
        Group::Build => "build",
        Group::Exposure => "exposure",
        Group::Privileges => "privileges",
        Group::Mounts => "mounts",
        Group::Secrets => "secrets",
        Group::Variables => "variables",
        Group::Limits => "limits",
        Group::Health => "health",
        Group::Restart => "restart",
        Group::Logging => "logging",
        Group::Process => "process",
        Group::Networks => "networks",
        Group::Update => "update",
        Group::Settings => "settings",
    }
}

/// What it makes of the second.
pub(super) fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Weaker => "weaker",
        Effect::Stronger => "stronger",
        Effect::Other => "",
    }
}

/// What differs: words, and a name that comes from files.
pub(super) fn subject(line: &Line) -> (&'static str, Option<&str>) {
    (facts::fact(line.fact), line.key.as_deref())
}

/// What stands for nothing.
const NOTHING: &str = "none";

/// Characters of what a service comes with.
const LONGEST_SERVICE: usize = 400;

/// Characters of a value; of two long ones the place where they part is shown.
const LONGEST: usize = 120;

/// Characters before the place where two long values part.
const BEFORE: usize = 20;

/// Both values, as people read them, and each with whether it is one.
pub(super) fn values(line: &Line) -> [(String, bool); 2] {
    let shown = |value: &Option<String>| match (line.fact, value) {
        (_, None) => None,
        (Fact::Memory, Some(bytes)) => Some(memory(bytes)),
        (_, Some(value)) => Some(value.clone()),
    };
    let (mut from, mut to) = (shown(&line.from), shown(&line.to));
    let is_whole = matches!(line.fact, Fact::Service | Fact::Unprotected);
    let longest = if is_whole { LONGEST_SERVICE } else { LONGEST };
    let is_long = |text: &str| text.chars().count() > longest;
    if let (Some(one), Some(other)) = (&from, &to)
        && (is_long(one) || is_long(other))
        && let Some((one, other)) = own_words(one, other)
    {
        (from, to) = (Some(one), Some(other));
    }
    let skipped = match (&from, &to) {
        (Some(from), Some(to)) if is_long(from) || is_long(to) => {
            from.chars().zip(to.chars()).take_while(|(a, b)| a == b).count().saturating_sub(BEFORE)
        }
        _ => 0,
    };
    let cut = |value: Option<String>| match value {
        None => (NOTHING.to_owned(), false),
        Some(value) if value.is_empty() => ("\"\"".to_owned(), true),
        Some(value) => {
            let rest: String = value.chars().skip(skipped).take(longest).collect();
            let (before, after) = (skipped > 0, value.chars().count() > skipped + longest);
            (format!("{}{rest}{}", if before { "…" } else { "" }, if after { "…" } else { "" }), true)
        }
    };
    [cut(from), cut(to)]
}

/// Whether both values are shown alike, though they are not: secrets.
pub(super) fn is_hidden(line: &Line) -> bool {
    line.from.is_some() && line.from == line.to
}

/// Of two lists the words that only one of them has, with `…` for the others; nothing where they are no lists, or differ in order alone.
fn own_words(one: &str, other: &str) -> Option<(String, String)> {
    let list = |text: &str| serde_json::from_str::<Vec<String>>(text).ok();
    let (one, other) = (list(one)?, list(other)?);
    let own = |all: &[String], others: &[String]| -> Vec<String> {
        all.iter().filter(|word| !others.contains(word)).cloned().collect()
    };
    let (own_one, own_other) = (own(&one, &other), own(&other, &one));
    let shown = |words: &[String]| format!("… {}", words.join(" ")).trim_end().to_owned();
    let differ = !own_one.is_empty() || !own_other.is_empty();
    differ.then(|| (shown(&own_one), shown(&own_other)))
}

fn memory(bytes: &str) -> String {
    let Ok(count) = bytes.parse::<u64>() else { return bytes.to_owned() };
    let units = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    let unit = units.into_iter().find(|(size, _)| count > 0 && count % size == 0);
    unit.map_or_else(|| format!("{count} bytes"), |(size, name)| format!("{} {name}", count / size))
}

/// `path:line`, and where its variables are set.
pub(super) fn place(place: &Place) -> String {
    let via = place.variables.iter().map(|spot| format!("{}:{}", spot.path, spot.line)).collect::<Vec<_>>();
    let via = if via.is_empty() { String::new() } else { format!(" ({})", via.join(", ")) };
    format!("{}:{}{via}", place.path, place.line)
}

/// What a side is made of.
pub(super) fn made_of(side: &Side) -> String {
    let mut all = vec![side.files.join(" + ")];
    if !side.env_files.is_empty() {
        all.push(format!("env files {}", side.env_files.join(", ")));
    }
    if !side.profiles.is_empty() {
        all.push(format!("profiles {}", side.profiles.join(", ")));
    }
    all.join("; ")
}

/// How a side is called.
pub(super) fn name(side: &Side) -> &str {
    &side.given
}

/// So many things that are lacking are named; the `json` format names all.
const NAMES_LISTED: usize = 5;

/// Why something is not compared.
pub(super) fn because(open: &Open, diff: &Diff) -> String {
    let lacks = |which: Which| -> Vec<String> {
        let of = open.because.iter().filter(|lacking| lacking.side == which);
        of.map(|lacking| match lacking.cause {
            UnknownCause::Variable => lacking.name.clone(),
            UnknownCause::EnvFile => format!("env file {}", lacking.name),
            UnknownCause::File => format!("file {}", lacking.name),
        })
        .collect()
    };
    let named = |names: &[String]| {
        let more = names.len().saturating_sub(NAMES_LISTED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let first: Vec<&str> = names.iter().take(NAMES_LISTED).map(String::as_str).collect();
        format!("{}{more}", first.join(", "))
    };
    match (lacks(Which::From).as_slice(), lacks(Which::To).as_slice()) {
        ([], []) => "the files do not say it".to_owned(),
        (one, other) if one == other => format!("both lack {}", named(one)),
        (one, []) => format!("{} lacks {}", name(&diff.from), named(one)),
        ([], other) => format!("{} lacks {}", name(&diff.to), named(other)),
        (one, other) => format!("{} lacks {}; {} lacks {}", name(&diff.from), named(one), name(&diff.to), named(other)),
    }
}

/// What it comes to, in one sentence.
pub(super) fn summary(diff: &Diff) -> String {
    let counts = diff.counts();
    let services = diff.by_service().len();
    let compared = diff.compared.len();
    let what = match diff.differences.len() {
        0 => "nothing differs".to_owned(),
        1 => "1 difference".to_owned(),
        n => format!("{n} differences in {services} {}", if services == 1 { "service" } else { "services" }),
    };
    format!(
        "{what}: {} weaker, {} stronger, {} neither; {compared} {} compared; {} not compared",
        counts.weaker,
        counts.stronger,
        counts.other,
        if compared == 1 { "service" } else { "services" },
        counts.not_compared
    )
}

/// What of the sides could not be read.
pub(super) fn broken(diff: &Diff) -> Vec<String> {
    let told = |side: &Side| format!("{} could not be read wholly: what differs there may not be all", name(side));
    [&diff.from, &diff.to].into_iter().filter(|side| !side.complete).map(told).collect()
}
