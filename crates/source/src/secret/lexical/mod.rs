//! Detector: the parts of a text that may be secrets, found without parsing it: before anybody knows whether it is YAML, a Dockerfile or an
//! env file, and where it is broken. It goes over a text once; every step is bounded, so the work grows with the text and no faster.
//!
//! What it leaves alone it leaves for a reason that [`super::shape`] can name: references, paths, switches, placeholders.

mod accounts;
mod assigned;
mod commands;
mod comments;
mod cookies;
mod dialogues;
mod escaped;
mod extent;
mod headers;
mod judge;
mod logins;
mod place;
mod prose;
mod scan;
mod unlabelled;

use std::ops::Range;

use super::suspicion::{Suspicion, suspicion};
use super::{content, pem, shape, tokens, url};

/// Every part of the text that may be a secret, in order, not overlapping. A part never holds a line end of its own at its ends.
pub fn find(text: &str) -> Vec<Range<usize>> {
    let mut marks = pem::find(text);
    marks.extend(tokens::find(text).into_iter().filter(|token| token.placeholder.is_none()).map(|token| token.range));
    let given = |range: &Range<usize>| {
        let value = &text[range.clone()];
        shape::harmless(value).is_none() && shape::placeholder(value).is_none()
    };
    marks.extend(url::find(text, false).into_iter().map(|found| found.range).filter(given));
    marks.extend(url::without_scheme(text).into_iter().filter(given));
    marks.extend(headers::find(text).filter(given));
    marks.extend(content::netrc(text).into_iter().map(|setting| setting.range));
    marks.extend(content::pgpass(text));
    commands::find(text, &mut marks);
    logins::find(text, &mut marks);
    accounts::find(text, &mut marks);
    comments::find(text, &mut marks);
    dialogues::find(text, &mut marks);
    assigned::find(text, &mut marks);
    escaped::find(text, &mut marks);
    cookies::find(text, &mut marks);
    prose::find(text, &mut marks);
    unlabelled::find(text, &mut marks);
    joined(marks)
}

/// The same for a file of this path: in one that is named like a secret (`db_password.txt`), lines that are no settings are secrets.
pub fn find_in_file(path: &str, text: &str) -> Vec<Range<usize>> {
    let mut marks = find(text);
    let name = path.rsplit('/').next().unwrap_or(path);
    let (stem, ending) = name.split_once('.').unwrap_or((name, ""));
    let holds_one = matches!(ending, "" | "txt" | "secret" | "key" | "env")
        && matches!(suspicion(stem), Some(Suspicion::Sure | Suspicion::Password));
    if holds_one {
        let mut start = 0;
        for line in text.split_inclusive(['\n', '\r']) {
            let value = line.trim();
            let lead = line.len() - line.trim_start().len();
            if !extent::is_setting(value) && !shape::plainly_harmless(value) && shape::placeholder(value).is_none() {
                marks.push(start + lead..start + lead + value.len());
            }
            start += line.len();
        }
    }
    joined(marks)
}

/// The ranges in order, overlapping ones made one.
pub fn joined(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.retain(|range| range.start < range.end);
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

#[cfg(test)]
mod tests;
