//! A source window in HTML: a few lines with the token marked, secrets masked.

use std::fmt::{self, Write as _};

use super::super::view::View;
use super::Esc;
use crate::source::Span;

/// Lines before and after the marked one.
const CONTEXT: u32 = 2;

pub(super) fn window(view: &View<'_>, span: Span, out: &mut String) -> fmt::Result {
    let span = view.tight(span);
    let file = view.report.sources.get(span.file);
    let line = file.line(span.start);
    let lines = u32::try_from(file.line_starts().len()).unwrap_or(u32::MAX);
    let (first, last) = (line.saturating_sub(CONTEXT).max(1), (line + CONTEXT).min(lines));
    out.push_str("<pre class=\"source\" tabindex=\"0\"><code>");
    for number in first..=last {
        let is_marked = number == line;
        if number == last && number > line && file.line_text(number).is_empty() {
            break;
        }
        write!(out, "<span class=\"line{}\"><i>{number}</i>", if is_marked { " hit" } else { "" })?;
        if is_marked {
            let start = file.line_starts()[number as usize - 1] as usize;
            let end = start + file.line_text(number).len();
            let part = |from: usize, to: usize| view.snippet(Span::new(span.file, from, to));
            let (from, to) = (span.start as usize, span.end as usize);
            write!(out, "{}<mark>{}</mark>{}", Esc(part(start, from)), Esc(part(from, to)), Esc(part(to, end)))?;
        } else {
            write!(out, "{}", Esc(view.line(span.file, number)))?;
        }
        out.push_str("</span>\n");
    }
    out.push_str("</code></pre>\n");
    Ok(())
}
