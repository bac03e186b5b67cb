//! `html`: a page by itself, which asks nobody for anything. Everything that comes from files goes through [`Esc`].

use std::fmt::{self, Write as _};
use std::io::{self, Write};

use plimsoll_model::Effect;
use plimsoll_source::Shown;

use super::{Changes, Diff, Line, Place, words};
use crate::html::{Esc, MARK, begin};
use crate::inert;

pub(super) fn write(diff: &Shown<Diff>, out: &mut dyn Write) -> io::Result<()> {
    let mut page = String::new();
    render(diff, &mut page).map_err(io::Error::other)?;
    out.write_all(inert::guarded(page, "&#58;", "&#91;").as_bytes())
}

pub(super) fn changes(changes: &Shown<Changes>, out: &mut dyn Write) -> io::Result<()> {
    let mut page = String::new();
    render_all(changes, &mut page).map_err(io::Error::other)?;
    out.write_all(inert::guarded(page, "&#58;", "&#91;").as_bytes())
}

fn render_all(changes: &Changes, out: &mut String) -> fmt::Result {
    let (from, to) = (changes.from.told(), changes.to.told());
    let (from, to) = (Esc(&from), Esc(&to));
    begin(&format_args!("{from} → {to}"), "", out)?;
    writeln!(out, "<header>\n<p class=\"brand\">{MARK}<span>plimsoll</span> difference</p>\n<h1>{from} → {to}</h1>")?;
    let is_whole = changes.unread.is_empty() && changes.projects.iter().all(|change| change.diff.is_complete());
    let bad = if changes.counts().weaker > 0 || !is_whole { " bad" } else { "" };
    writeln!(out, "</header>\n<main id=\"main\">\n<p class=\"verdict{bad}\">{}</p>", changes.summary())?;
    if let Some(broken) = changes.broken() {
        writeln!(out, "<p class=\"verdict bad\">{}</p>", Esc(broken))?;
    }
    let folded = changes.folded();
    for one in folded.iter().filter(|one| !one.is_told()) {
        let change = &one.change;
        let (name, diff) = (Esc(&change.project), &change.diff);
        writeln!(out, "<h2>{name} ({})</h2>", change.kind.word())?;
        if change.is_made_otherwise() {
            let [from, to] = [&diff.from, &diff.to].map(words::made_of);
            writeln!(out, "<p>made of <code>{}</code> → <code>{}</code></p>", Esc(from), Esc(to))?;
        }
        for line in change.summary().into_iter().chain(one.rest()) {
            writeln!(out, "<p>{}</p>", Esc(line))?;
        }
        services(diff, "h3", out)?;
    }
    if let Some(alike) = Changes::alike(&folded) {
        writeln!(out, "<p>{}</p>", Esc(alike))?;
    }
    out.push_str("</main>\n</body>\n</html>\n");
    Ok(())
}

fn render(diff: &Diff, out: &mut String) -> fmt::Result {
    let (from, to) = (Esc(words::name(&diff.from)), Esc(words::name(&diff.to)));
    begin(&format_args!("{from} → {to}"), "", out)?;
    writeln!(out, "<header>\n<p class=\"brand\">{MARK}<span>plimsoll</span> difference</p>\n<h1>{from} → {to}</h1>")?;
    for side in [&diff.from, &diff.to] {
        writeln!(
            out,
            "<p class=\"about\"><b>{}</b> ({}): <code>{}</code></p>",
            Esc(words::name(side)),
            side.role.as_str(),
            Esc(words::made_of(side))
        )?;
    }
    let counts = diff.counts();
    let bad = if counts.weaker > 0 || !diff.is_complete() { " bad" } else { "" };
    writeln!(out, "</header>\n<main id=\"main\">\n<p class=\"verdict{bad}\">{}</p>", words::summary(diff))?;
    services(diff, "h2", out)?;
    out.push_str("</main>\n</body>\n</html>\n");
    Ok(())
}

/// What differs, service by service, each under a heading of this kind.
fn services(diff: &Diff, heading: &str, out: &mut String) -> fmt::Result {
    let (from, to) = (Esc(words::name(&diff.from)), Esc(words::name(&diff.to)));
    for broken in words::broken(diff) {
        writeln!(out, "<p class=\"verdict bad\">{}</p>", Esc(broken))?;
    }
    for (service, lines) in diff.by_service() {
        writeln!(
            out,
            "<section>\n<{heading}>{}</{heading}>\n<div class=\"scroll\"><table>\n<thead><tr><th>Effect</th><th>Group</th><th>What</th><th>{from}</th><th>{to}</th>\
             <th>Where</th></tr></thead>\n<tbody>",
            Esc(service)
        )?;
        for line in lines {
            row(line, out)?;
        }
        out.push_str("</tbody></table></div>\n</section>\n");
    }
    if !diff.not_compared.is_empty() {
        out.push_str(&format!("<section>\n<{heading}>Not compared</{heading}>\n<ul>\n"));
        for open in &diff.not_compared {
            let key = open.key.as_ref().map(|key| format!(" <code>{}</code>", Esc(key))).unwrap_or_default();
            let because = Esc(words::because(open, diff));
            writeln!(out, "<li><b>{}</b>: {}{key}: {because}</li>", Esc(&open.service), words::group(open.group))?;
        }
        out.push_str("</ul>\n</section>\n");
    }
    if !diff.idle.is_empty() {
        writeln!(out, "<p>Start in neither, and were not compared: {}</p>", Esc(diff.idle.join(", ")))?;
    }
    Ok(())
}

fn row(line: &Line, out: &mut String) -> fmt::Result {
    let class = match line.effect {
        Effect::Weaker => "status not-met",
        Effect::Stronger => "status met",
        Effect::Other => "status",
    };
    let (what, key) = words::subject(line);
    let key = key.map(|key| format!(" <code>{}</code>", Esc(key))).unwrap_or_default();
    let shown = |(text, is_value): &(String, bool)| {
        if *is_value { format!("<code>{}</code>", Esc(text)) } else { Esc(text).to_string() }
    };
    let [from, to] = words::values(line);
    let note = if words::is_hidden(line) { " (another value)" } else { "" };
    let place = |place: &Option<Place>| {
        place.as_ref().map_or_else(|| "–".to_owned(), |at| format!("<code>{}</code>", Esc(words::place(at))))
    };
    writeln!(
        out,
        "<tr><td class=\"{class}\">{}</td><td>{}</td><td>{what}{key}</td><td>{}</td><td>{}{note}</td><td>{} → {}</td></tr>",
        words::effect(line.effect),
        words::group(line.group),
        shown(&from),
        shown(&to),
        place(&line.from_at),
        place(&line.to_at)
    )
}
