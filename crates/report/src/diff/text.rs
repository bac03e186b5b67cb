//! `text`: service by service, each difference with both places.

use std::io::{self, Write};

use plimsoll_source::Shown;

use super::{Changes, Diff, words};
use crate::inert;

pub(super) fn write(diff: &Shown<Diff>, out: &mut dyn Write) -> io::Result<()> {
    sides(diff, out)?;
    services(diff, out)?;
    writeln!(out)?;
    for broken in words::broken(diff) {
        writeln!(out, "{}", inert::line(&broken))?;
    }
    writeln!(out, "{}", words::summary(diff))
}

pub(super) fn changes(changes: &Shown<Changes>, out: &mut dyn Write) -> io::Result<()> {
    let folded = changes.folded();
    for one in folded.iter().filter(|one| !one.is_told()) {
        let change = &one.change;
        writeln!(out, "== {} ({})", inert::line(&change.project), change.kind.word())?;
        if change.is_made_otherwise() {
            sides(&change.diff, out)?;
        }
        services(&change.diff, out)?;
        writeln!(out)?;
        for line in words::broken(&change.diff).into_iter().chain(change.summary()).chain(one.rest()) {
            writeln!(out, "{}", inert::line(&line))?;
        }
        writeln!(out)?;
    }
    if let Some(alike) = Changes::alike(&folded) {
        writeln!(out, "{}\n", inert::line(&alike))?;
    }
    let (from, to) = (changes.from.told(), changes.to.told());
    writeln!(out, "{} -> {}", inert::line(&from), inert::line(&to))?;
    if let Some(broken) = changes.broken() {
        writeln!(out, "{}", inert::line(&broken))?;
    }
    writeln!(out, "{}", changes.summary())
}

fn sides(diff: &Diff, out: &mut dyn Write) -> io::Result<()> {
    let one = |text: &str| inert::line(text);
    for (word, side) in [("from", &diff.from), ("to", &diff.to)] {
        writeln!(out, "{word:<5}{} ({}): {}", one(words::name(side)), side.role.as_str(), one(&words::made_of(side)))?;
    }
    Ok(())
}

fn services(diff: &Diff, out: &mut dyn Write) -> io::Result<()> {
    let one = |text: &str| inert::line(text);
    for (service, lines) in diff.by_service() {
        writeln!(out, "\n{}", one(service))?;
        for line in lines {
            let (what, key) = words::subject(line);
            let what = [Some(what), key].into_iter().flatten().filter(|word| !word.is_empty()).collect::<Vec<_>>();
            let [(from, _), (to, _)] = words::values(line);
            let note = if words::is_hidden(line) { " (another value)" } else { "" };
            writeln!(
                out,
                "  {:<8}  {:<10}  {}: {} -> {}{note}",
                words::effect(line.effect),
                words::group(line.group),
                one(&what.join(" ")),
                one(&from),
                one(&to)
            )?;
            let place = |place: &Option<_>| place.as_ref().map_or_else(|| "-".to_owned(), |at| one(&words::place(at)));
            writeln!(out, "  {:<8}  {:<10}    {} -> {}", "", "", place(&line.from_at), place(&line.to_at))?;
        }
    }
    if !diff.not_compared.is_empty() {
        writeln!(out, "\nnot compared")?;
        for open in &diff.not_compared {
            let key = open.key.as_deref().map(|key| format!(" {key}")).unwrap_or_default();
            let what = format!("{}: {}{key}: {}", open.service, words::group(open.group), words::because(open, diff));
            writeln!(out, "  {}", one(&what))?;
        }
    }
    if !diff.idle.is_empty() {
        writeln!(out, "\nstart in neither, and were not compared: {}", one(&diff.idle.join(", ")))?;
    }
    Ok(())
}
