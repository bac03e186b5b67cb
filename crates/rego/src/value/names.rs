//! The texts that a program mentions, findable by what they say: what equals one of them is one of them, so that field names are compared
//! by number.

/// No text has this number.
const FREE: u32 = u32::MAX;

/// An open-addressed table from texts to their numbers, made when a program is opened.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    /// A power of two, or nothing.
    pub(super) slots: Vec<u32>,
    pub(super) count: u32,
    /// Bytes of the longest name: what is longer needs no look.
    pub(super) longest: usize,
}

impl Names {
    /// A table of the texts, numbered in their order. Each text may be there once only.
    pub(crate) fn new<'t>(texts: impl ExactSizeIterator<Item = &'t str>) -> Self {
        let count = texts.len();
        let size = (count * 2).next_power_of_two();
        let mut names = Self { slots: vec![FREE; size], count: count as u32, longest: 0 };
        for (number, text) in texts.enumerate() {
            names.longest = names.longest.max(text.len());
            let mut slot = hash(text) as usize & (size - 1);
            while names.slots[slot] != FREE {
                slot = (slot + 1) & (size - 1);
            }
            names.slots[slot] = number as u32;
        }
        names
    }

    /// The number of a text, where `at` tells the text of a number.
    #[inline]
    pub(super) fn find<'t>(&self, text: &str, at: impl Fn(u32) -> &'t str) -> Option<u32> {
        if text.len() > self.longest || self.slots.is_empty() {
            return None;
        }
        let mask = self.slots.len() - 1;
        let mut slot = hash(text) as usize & mask;
        loop {
            match self.slots[slot] {
                FREE => return None,
                number if at(number) == text => return Some(number),
                _ => slot = (slot + 1) & mask,
            }
        }
    }
}

/// Eight bytes at a time, as FxHash does it.
fn hash(text: &str) -> u64 {
    const SEED: u64 = 0x517c_c1b7_2722_0a95;
    let mut hash = text.len() as u64;
    let mut eat = |word: u64| hash = (hash.rotate_left(5) ^ word).wrapping_mul(SEED);
    let mut chunks = text.as_bytes().chunks_exact(8);
    for chunk in &mut chunks {
        eat(u64::from_le_bytes(chunk.try_into().unwrap_or_default()));
    }
    eat(chunks.remainder().iter().fold(0, |word, byte| word << 8 | u64::from(*byte)));
    hash ^ hash >> 32
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn each_name_is_found_and_nothing_else() {
        let texts: Vec<String> = (0..1000).map(|n| format!("name {n}")).collect();
        let names = Names::new(texts.iter().map(String::as_str));
        let at = |number: u32| texts[number as usize].as_str();
        for (number, text) in texts.iter().enumerate() {
            assert_eq!(names.find(text, at), Some(number as u32));
        }
        for other in ["", "name", "name 1000", "name 10000 is longer than any of them"] {
            assert_eq!(names.find(other, at), None, "{other}");
        }
    }

    #[test]
    fn without_names_none_is_found() {
        assert_eq!(Names::default().find("x", |_| ""), None);
    }
}
