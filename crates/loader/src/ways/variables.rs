//! Variables of build files whose values stand there as they are: put into the lines that use them. All else stays, and is not known.

use std::collections::BTreeMap;

/// Bytes that a line may grow to by its variables.
pub(super) const MAX_LINE: usize = 16 << 10;

/// Variables by name.
#[derive(Debug, Default)]
pub(super) struct Variables(BTreeMap<String, String>);

impl Variables {
    /// Takes up one, unless another value stands there already (then neither holds for sure).
    pub(super) fn learn(&mut self, name: &str, value: &str, marks: &[(&str, &str)]) {
        let value = self.put_in(value, marks);
        let twice = self.0.insert(name.to_owned(), value.clone()).is_some_and(|old| old != value);
        if twice {
            // A mark that no tool takes for a known word.
            self.0.insert(name.to_owned(), "${}".to_owned());
        }
    }

    /// A line with the variables that are known put in. `marks` are what stands before and behind a name.
    pub(super) fn put_in(&self, line: &str, marks: &[(&str, &str)]) -> String {
        let mut out = String::new();
        let mut rest = line;
        'text: while !rest.is_empty() && out.len() < MAX_LINE {
            for (open, close) in marks {
                if let Some(inside) = rest.strip_prefix(open)
                    && let Some((name, behind)) = inside.split_once(close)
                    && let Some(value) = self.0.get(name.trim())
                {
                    out.push_str(value);
                    rest = behind;
                    continue 'text;
                }
            }
            let next = rest.chars().next().map_or(1, char::len_utf8);
            out.push_str(&rest[..next]);
            rest = &rest[next..];
        }
        out
    }
}
