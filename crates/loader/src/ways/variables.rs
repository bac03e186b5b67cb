//! Variables of build files whose values stand there as they are: put into the lines that use them. All else stays, and is not known.

use std::collections::BTreeMap;

use super::reader::Budget;

/// Bytes that a line may have, its variables put in.
pub(super) const MAX_LINE: usize = 16 << 10;
/// Characters of the name of a variable.
const LONGEST: usize = 128;
/// What no tool takes for a known word.
const UNKNOWN: &str = "${}";

/// Variables by name.
#[derive(Debug, Default)]
pub(super) struct Variables(BTreeMap<String, String>);

impl Variables {
    /// Takes up one, unless another value stands there already (then neither holds for sure).
    pub(super) fn learn(&mut self, name: &str, value: &str, marks: &[(&str, &str)], budget: &Budget) {
        let value = self.put_in(value, marks, budget).unwrap_or_else(|| UNKNOWN.to_owned());
        let twice = self.0.insert(name.to_owned(), value.clone()).is_some_and(|old| old != value);
        if twice {
            self.0.insert(name.to_owned(), UNKNOWN.to_owned());
        }
    }

    /// Adds to one; `None` is something that nobody knows.
    pub(super) fn add(&mut self, name: &str, value: Option<&str>, marks: &[(&str, &str)], budget: &Budget) {
        let known = self.0.get(name).map_or("", String::as_str);
        let whole = value.and_then(|value| self.put_in(value, marks, budget)).map(|value| format!("{known} {value}"));
        let whole = whole.filter(|whole| whole.len() <= MAX_LINE && budget.spend(whole.len()));
        self.0.insert(name.to_owned(), whole.unwrap_or_else(|| UNKNOWN.to_owned()));
    }

    /// A line with the variables that are known put in; `None` where it is too long. `marks` are what stands before and behind a name.
    pub(super) fn put_in(&self, line: &str, marks: &[(&str, &str)], budget: &Budget) -> Option<String> {
        let mut out = String::new();
        let mut rest = line;
        'text: while !rest.is_empty() {
            if out.len() > MAX_LINE || rest.len() > MAX_LINE {
                return None;
            }
            for (open, close) in marks {
                if let Some(inside) = rest.strip_prefix(open)
                    && let Some((name, behind)) = named(inside, close)
                    && let Some(value) = self.0.get(name.trim())
                {
                    if !budget.spend(value.len()) {
                        return None;
                    }
                    out.push_str(value);
                    rest = behind;
                    continue 'text;
                }
            }
            let next = rest.chars().next().map_or(1, char::len_utf8);
            out.push_str(&rest[..next]);
            rest = &rest[next..];
        }
        (out.len() <= MAX_LINE).then_some(out)
    }
}

/// The name up to a mark, and what stands behind that.
fn named<'t>(inside: &'t str, close: &str) -> Option<(&'t str, &'t str)> {
    let far = inside.char_indices().nth(LONGEST).map_or(inside.len(), |(at, _)| at);
    let end = inside[..far].find(close)?;
    Some((&inside[..end], &inside[end + close.len()..]))
}
