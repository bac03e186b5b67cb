//! A source window in HTML: a few lines with the token marked, secrets masked.

use std::fmt::{self, Write as _};

use super::super::view::View;
use super::super::window::cut;
use super::Esc;
use plimsoll_source::Span;

/// Lines before and after the marked one.
const CONTEXT: u32 = 2;

pub(super) fn window(view: &View<'_>, span: Span, out: &mut String) -> fmt::Result {
    let span = view.tight(span);
    let file = view.seen(span.file);
    let line = file.page.line(span);
    let (first, last) = (line.saturating_sub(CONTEXT).max(1), (line + CONTEXT).min(file.page.lines()));
    out.push_str("<pre class=\"source\" tabindex=\"0\"><code>");
    for number in first..=last {
        let is_marked = number == line;
        let text = file.line(number);
        if number == last && number > line && text.is_empty() {
            break;
        }
        write!(out, "<span class=\"line{}\"><i>{number}</i>", if is_marked { " hit" } else { "" })?;
        let start = file.page.line_range(number).start;
        let marked = file.page.range(span);
        let mark = if is_marked { marked.start - start..(marked.end - start).min(text.len()) } else { 0..0 };
        let bom = text.len() - text.trim_start_matches('\u{feff}').len();
        let shown = cut(text, mark.clone());
        let (shown, mark) = (shown.start.max(bom)..shown.end, mark.start..mark.end.min(shown.end));
        let part = |from: usize, to: usize| Esc(text.get(from..to).unwrap_or_default());
        out.push_str(if shown.start > bom { "…" } else { "" });
        if is_marked {
            let (before, marked) = (part(shown.start, mark.start), part(mark.start, mark.end));
            write!(out, "{before}<mark>{marked}</mark>{}", part(mark.end, shown.end))?;
        } else {
            write!(out, "{}", part(shown.start, shown.end))?;
        }
        out.push_str(if shown.end < text.len() { "…" } else { "" });
        out.push_str("</span>\n");
    }
    out.push_str("</code></pre>\n");
    Ok(())
}
