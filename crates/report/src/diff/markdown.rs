//! `markdown`: a comment on a pull request. Nothing that comes from files is markup.

use std::fmt::{self, Write as _};
use std::io::{self, Write};

use plimsoll_model::Effect;
use plimsoll_source::Shown;

use super::{Changes, Diff, Line, words};
use crate::inert;
use crate::markdown::{code, escape};

/// Bytes of a comment: GitHub takes 65,536 characters.
const MAX_COMMENT: usize = 60_000;

pub(super) fn write(diff: &Shown<Diff>, out: &mut dyn Write) -> io::Result<()> {
    fitted(&|is_listed, note| rendered(diff, is_listed, note), out)
}

pub(super) fn changes(changes: &Shown<Changes>, out: &mut dyn Write) -> io::Result<()> {
    fitted(&|is_listed, note| all(changes, is_listed, note), out)
}

/// Renders the lines that are listed, with a note.
type Render<'a> = dyn Fn(&dyn Fn(&Line) -> bool, Option<&str>) -> Result<String, fmt::Error> + 'a;

/// As much of it as fits into a comment.
fn fitted(render: &Render<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut text = render(&|_| true, None).map_err(io::Error::other)?;
    if text.len() > MAX_COMMENT {
        let is_weaker = |line: &Line| line.effect == Effect::Weaker;
        let note = "Only what is weaker is listed: all of it is too long for a comment, and stands in the `json` and `html` formats.";
        text = render(&is_weaker, Some(note)).map_err(io::Error::other)?;
    }
    if text.len() > MAX_COMMENT {
        let end = text.char_indices().map(|(at, _)| at).take_while(|at| *at <= MAX_COMMENT).last().unwrap_or(0);
        let end = text[..end].rfind('\n').unwrap_or(0);
        text.truncate(end);
        text.push_str("\n\nThe rest is too long for a comment: the `json` and `html` formats have it.\n");
    }
    out.write_all(inert::guarded(text, "&#58;", "&#91;").as_bytes())
}

fn rendered(diff: &Diff, is_listed: &dyn Fn(&Line) -> bool, note: Option<&str>) -> Result<String, fmt::Error> {
    let mut out = String::new();
    let (from, to) = (code(words::name(&diff.from)), code(words::name(&diff.to)));
    writeln!(out, "### {from} → {to}\n")?;
    writeln!(out, "**{}**\n", words::summary(diff))?;
    for (name, side) in [(&from, &diff.from), (&to, &diff.to)] {
        writeln!(out, "- {name} ({}): {}", side.role.as_str(), code(&words::made_of(side)))?;
    }
    for line in words::broken(diff).iter().map(String::as_str).chain(note) {
        writeln!(out, "\n{}", escape(line))?;
    }
    services(diff, is_listed, &mut out)?;
    Ok(out)
}

/// What differs in all projects.
fn all(changes: &Changes, is_listed: &dyn Fn(&Line) -> bool, note: Option<&str>) -> Result<String, fmt::Error> {
    let mut out = String::new();
    writeln!(out, "## {} → {}\n", code(&changes.from.told()), code(&changes.to.told()))?;
    writeln!(out, "**{}**", changes.summary())?;
    for line in changes.broken().iter().map(String::as_str).chain(note) {
        writeln!(out, "\n{}", escape(line))?;
    }
    let folded = changes.folded();
    for one in folded.iter().filter(|one| !one.is_told()) {
        let (change, diff) = (&one.change, &one.change.diff);
        writeln!(out, "\n### {} ({})", code(&change.project), change.kind.word())?;
        if change.is_made_otherwise() {
            let [from, to] = [&diff.from, &diff.to].map(|side| code(&words::made_of(side)));
            writeln!(out, "\nmade of {from} → {to}")?;
        }
        for line in words::broken(diff).into_iter().chain(change.summary()).chain(one.rest()) {
            writeln!(out, "\n{}", escape(&line))?;
        }
        services(diff, is_listed, &mut out)?;
    }
    if let Some(alike) = Changes::alike(&folded) {
        writeln!(out, "\n{}", escape(&alike))?;
    }
    Ok(out)
}

fn services(diff: &Diff, is_listed: &dyn Fn(&Line) -> bool, out: &mut String) -> fmt::Result {
    let (from, to) = (code(words::name(&diff.from)), code(words::name(&diff.to)));
    for (service, lines) in diff.by_service() {
        let lines: Vec<&Line> = lines.into_iter().filter(|line| is_listed(line)).collect();
        if lines.is_empty() {
            continue;
        }
        writeln!(out, "\n#### {}\n\n| | | what | {from} | {to} | where |\n|---|---|---|---|---|---|", code(service))?;
        for line in lines {
            row(line, out)?;
        }
    }
    if !diff.not_compared.is_empty() {
        writeln!(out, "\n#### Not compared\n")?;
        for open in &diff.not_compared {
            let key = open.key.as_deref().map(|key| format!(" {}", code(key))).unwrap_or_default();
            let because = escape(&words::because(open, diff));
            writeln!(out, "- {}: {}{key}: {because}", code(&open.service), words::group(open.group))?;
        }
    }
    if !diff.idle.is_empty() {
        let idle: Vec<String> = diff.idle.iter().map(|name| code(name)).collect();
        writeln!(out, "\nStart in neither, and were not compared: {}", idle.join(", "))?;
    }
    Ok(())
}

fn row(line: &Line, out: &mut String) -> fmt::Result {
    let effect = match line.effect {
        Effect::Other => String::new(),
        effect => format!("**{}**", words::effect(effect)),
    };
    let (what, key) = words::subject(line);
    let what = [Some(what.to_owned()), key.map(code)].into_iter().flatten().filter(|word| !word.is_empty());
    let shown = |(text, is_value): &(String, bool)| if *is_value { code(text) } else { text.clone() };
    let [from, to] = words::values(line);
    let note = if words::is_hidden(line) { " (another value)" } else { "" };
    let place = |place: &Option<_>| place.as_ref().map_or_else(|| "–".to_owned(), |at| code(&words::place(at)));
    writeln!(
        out,
        "| {effect} | {} | {} | {} | {}{note} | {} → {} |",
        words::group(line.group),
        what.collect::<Vec<_>>().join(" "),
        shown(&from),
        shown(&to),
        place(&line.from_at),
        place(&line.to_at)
    )
}
