//! Policies as texts: the METADATA in their comments, what a negation in them means, what they look at, and the form in which a program ships them.
//!
//! Needs nothing but the standard library, as it is used while `plimsoll-rules` is built.

use std::cmp::Ordering;

pub mod annotation;
pub mod negation;
pub mod reads;

/// Policies, facts and frameworks that are part of a program.
#[derive(Debug, Clone, Copy)]
pub struct Shipped {
    /// The policies, sorted by path.
    pub policies: &'static [ShippedPolicy],
    /// Facts: path (`data/<name>.yaml`) and content as JSON.
    pub data: &'static [(&'static str, &'static str)],
    /// The rules and what they need, compiled by `plimsoll-rego`; rules that are not in it are interpreted. Nothing for none.
    pub compiled: &'static [u8],
    /// What its rules may look at by name.
    pub words: Words,
    /// Frameworks: path (`frameworks/<name>.yaml`) and content as JSON.
    pub frameworks: &'static [(&'static str, &'static str)],
}

/// One policy that is part of a program.
#[derive(Debug, Clone, Copy)]
pub struct ShippedPolicy {
    /// Below `policies/`.
    pub path: &'static str,
    /// The package it declares; empty where it declares none.
    pub package: &'static str,
    /// Its Rego without METADATA, every negation as [`negation::settled`] writes it.
    pub text: &'static str,
    /// Its METADATA as JSON.
    pub metadata: Option<&'static str>,
    /// What it looks at, if it is a rule.
    pub reads: Option<ShippedReads>,
    /// Files of an example that it finds nothing in: path and text.
    pub good: &'static [(&'static str, &'static str)],
    /// Files of an example that it finds something in: path and text.
    pub bad: &'static [(&'static str, &'static str)],
}

/// What a rule that is part of a program looks at, as [`reads`] found it out.
#[derive(Debug, Clone, Copy)]
pub struct ShippedReads {
    /// What a Dockerfile says, or the image that comes out of it.
    pub images: bool,
    /// Which files lie in a build context.
    pub files: bool,
    /// Which of [`Shipped::words`] it says: a bit for each of them, the first one lowest. `None`: it may look at everything.
    pub words: Option<&'static [u8]>,
    /// Which of them it doubts, in the same form.
    pub doubts: &'static [u8],
}

/// Sorted words in one text.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// They, one behind the other.
    pub text: &'static str,
    /// Where each of them ends.
    pub ends: &'static [u32],
}

impl Shipped {
    /// What the rule in the policy of a path looks at.
    pub fn reads(&self, path: &str) -> Option<ShippedReads> {
        let at = self.policies.binary_search_by(|policy| policy.path.cmp(path)).ok()?;
        self.policies.get(at)?.reads
    }
}

impl Words {
    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &'static str> + Clone {
        let Self { text, ends } = *self;
        let starts = [0].into_iter().chain(ends.iter().copied());
        starts.zip(ends).map(|(start, end)| text.get(start as usize..*end as usize).unwrap_or_default())
    }

    /// The number of a word.
    pub fn position(&self, word: &str) -> Option<usize> {
        let end = |number: usize| self.ends.get(number).map_or(0, |end| *end as usize);
        let at = |number: usize| self.text.get(number.checked_sub(1).map_or(0, end)..end(number)).unwrap_or_default();
        let (mut low, mut high) = (0, self.ends.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match at(middle).cmp(word) {
                Ordering::Less => low = middle + 1,
                Ordering::Equal => return Some(middle),
                Ordering::Greater => high = middle,
            }
        }
        None
    }
}

impl ShippedReads {
    /// Whether one of the words is among those that it says.
    pub fn says(&self, number: usize) -> bool {
        self.words.is_none_or(|bits| has(bits, number))
    }

    /// Whether one of the words is among those that it doubts.
    pub fn doubts(&self, number: usize) -> bool {
        has(self.doubts, number)
    }
}

fn has(bits: &[u8], number: usize) -> bool {
    bits.get(number / 8).is_some_and(|byte| byte >> (number % 8) & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_by_their_numbers() {
        let words = Words { text: "atofone", ends: &[2, 4, 7] };
        let found = ["at", "of", "one", "", "on", "z"].map(|word| words.position(word));
        assert_eq!(words.all().collect::<Vec<_>>(), ["at", "of", "one"]);
        assert_eq!(found, [Some(0), Some(1), Some(2), None, None, None]);
        assert_eq!(Words { text: "", ends: &[] }.position("at"), None);
    }

    #[test]
    fn a_rule_says_the_words_that_it_has_a_bit_of() {
        let reads = |words| ShippedReads { images: false, files: false, words, doubts: &[0b10] };
        let says = |words, numbers: [usize; 4]| numbers.map(|number| reads(words).says(number));
        assert_eq!(says(Some(&[0b1, 0b10]), [0, 1, 9, 40]), [true, false, true, false]);
        assert_eq!(says(None, [0, 1, 9, 40]), [true; 4]);
        assert_eq!([0, 1, 9].map(|number| reads(None).doubts(number)), [false, true, false]);
    }
}
