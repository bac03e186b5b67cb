//! Noun: many texts that are looked for at once. The work grows with the text and with what is looked for, whatever they are made of.
//!
//! A tree of everything that the texts begin with, and of each beginning the longest one that it ends with, to go on from (Aho and Corasick).
//! Secrets come from files that nobody vouches for: thousands that end in each other are no more work here than as many that do not, for of
//! those that end at one place the longest is told and no other is listed.

use std::ops::Range;

/// Texts to look for.
#[derive(Debug, Default)]
pub struct Finder {
    /// Nodes by depth, those of one parent side by side: the byte that leads to each.
    bytes: Vec<u8>,
    /// The first child of each node; those of a node end where those of the next begin.
    children: Vec<u32>,
    /// The node of the longest beginning that this one ends with.
    back: Vec<u32>,
    /// Length of the longest text that ends here; 0 where none does.
    longest: Vec<u32>,
    /// In any case of ASCII letters.
    folds: bool,
}

const ROOT: u32 = 0;

impl Finder {
    /// Looks for these texts as they are.
    pub fn new<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        Self::made(texts, false).0
    }

    /// Looks for these texts in any case of ASCII letters.
    pub fn in_any_case<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        Self::made(texts, true).0
    }

    /// The finder, and the steps that it took to make.
    fn made<'t>(texts: impl IntoIterator<Item = &'t str>, folds: bool) -> (Self, usize) {
        let text = |text: &str| if folds { text.to_ascii_lowercase() } else { text.to_owned() };
        let mut texts: Vec<String> = texts.into_iter().filter(|text| !text.is_empty()).map(text).collect();
        texts.sort_unstable();
        texts.dedup();
        let mut finder = Self { bytes: vec![0], children: Vec::new(), back: vec![ROOT], longest: vec![0], folds };
        // The nodes of one depth: the texts, which are sorted, that begin as each does.
        let mut level: Vec<Range<usize>> = vec![0..texts.len()];
        let (mut depth, mut node, mut steps) = (0, ROOT, 0);
        while !level.is_empty() {
            let mut deeper = Vec::new();
            for begun in level {
                finder.children.push(finder.end());
                // The text that is no longer than this comes first.
                let mut at = begun.start + usize::from(texts.get(begun.start).is_some_and(|text| text.len() == depth));
                while at < begun.end {
                    let byte = texts[at].as_bytes()[depth];
                    let alike = texts[at..begun.end].iter().take_while(|text| text.as_bytes()[depth] == byte).count();
                    let back =
                        if node == ROOT { ROOT } else { finder.step(finder.back[node as usize], byte, &mut steps) };
                    let ends = texts[at].len() == depth + 1;
                    finder.longest.push(if ends { depth as u32 + 1 } else { finder.longest[back as usize] });
                    finder.bytes.push(byte);
                    finder.back.push(back);
                    deeper.push(at..at + alike);
                    steps += alike;
                    at += alike;
                }
                node += 1;
            }
            level = deeper;
            depth += 1;
        }
        finder.children.push(finder.end());
        (finder, steps)
    }

    /// Whether nothing is looked for.
    pub fn is_empty(&self) -> bool {
        self.bytes.len() <= 1
    }

    /// Where the texts stand, in order of their ends: at each end the longest.
    pub fn find(&self, text: &str) -> Vec<Range<usize>> {
        self.find_where(text, |_| true)
    }

    /// The same of those that are accepted: at each end the longest that is.
    pub fn find_where(&self, text: &str, accepts: impl Fn(&Range<usize>) -> bool) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        self.scan(text, accepts, |range| found.push(range));
        found
    }

    /// Answers with the steps taken.
    fn scan(&self, text: &str, accepts: impl Fn(&Range<usize>) -> bool, mut push: impl FnMut(Range<usize>)) -> usize {
        if self.is_empty() {
            return 0;
        }
        let (mut node, mut steps) = (ROOT, 0);
        for (at, byte) in text.bytes().enumerate() {
            node = self.step(node, if self.folds { byte.to_ascii_lowercase() } else { byte }, &mut steps);
            let (mut ending, mut last) = (node, 0);
            while self.longest[ending as usize] > 0 {
                let length = self.longest[ending as usize];
                let range = at + 1 - length as usize..at + 1;
                if length != last && accepts(&range) {
                    push(range);
                    break;
                }
                last = length;
                steps += 1;
                ending = self.back[ending as usize];
            }
        }
        steps
    }

    /// The node of the longest beginning that the text up to this byte ends with.
    fn step(&self, mut node: u32, byte: u8, steps: &mut usize) -> u32 {
        loop {
            *steps += 1;
            let from = self.children[node as usize] as usize;
            let to = self.children.get(node as usize + 1).map_or(self.bytes.len(), |end| *end as usize);
            match self.bytes[from..to].binary_search(&byte) {
                Ok(child) => return (from + child) as u32,
                Err(_) if node == ROOT => return ROOT,
                Err(_) => node = self.back[node as usize],
            }
        }
    }

    /// The number of the next node.
    fn end(&self) -> u32 {
        self.bytes.len() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'t>(finder: &Finder, text: &'t str) -> Vec<&'t str> {
        finder.find(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn of_what_ends_at_one_place_the_longest() {
        let finder = Finder::new(["he", "she", "hers", "his", ""]);
        assert_eq!(found(&finder, "ushers, this"), ["she", "hers", "his"]);
        assert_eq!(found(&finder, "SHE"), [""; 0]);
        assert_eq!(found(&Finder::in_any_case(["hE", "HÉ"]), "She HéHE"), ["he", "HE"]);
        assert!(Finder::new([""]).is_empty() && found(&Finder::default(), "x").is_empty());
        let accepted = Finder::new(["a-key", "key"]).find_where("xa-key", |range| range.len() < 5);
        assert_eq!(accepted, [3..6]);
    }

    #[test]
    fn finds_what_a_search_for_each_one_finds() {
        let mut seed = 7_u64;
        let mut drawn = |most: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % most
        };
        for _ in 0..300 {
            let mut text =
                |longest| (0..1 + drawn(longest)).map(|_| ["a", "b", "é"][drawn(3) as usize]).collect::<String>();
            let texts: Vec<String> = (0..8).map(|_| text(5)).collect();
            let body = text(60);
            let finder = Finder::new(texts.iter().map(String::as_str));
            let mut wanted: Vec<Range<usize>> = (0..=body.len())
                .filter(|end| body.is_char_boundary(*end))
                .filter_map(|end| {
                    let ends = texts.iter().filter(|text| body[..end].ends_with(text.as_str()));
                    ends.map(String::len).max().map(|longest| end - longest..end)
                })
                .collect();
            wanted.sort_by_key(|range| range.end);
            assert_eq!(finder.find(&body), wanted, "{texts:?} in {body}");
        }
    }

    /// Texts that end in each other, that begin alike, and that repeat themselves: in a text that leads into all of them again and again.
    #[test]
    fn steps_grow_with_the_input() {
        let repeated = |n: usize| "password=".repeat(n);
        let kinds: [fn(usize) -> (Vec<String>, String); 4] = [
            |n| ((1..n).map(|i| "a".repeat(i)).collect(), "a".repeat(n * n)),
            |n| ((1..n).map(|i| format!("{}b{i}", "a".repeat(n))).collect(), "a".repeat(n * n)),
            |n| ((1..n).map(|i| format!("x{i}{}", "a".repeat(n))).collect(), "x1".repeat(n) + &"a".repeat(n * n)),
            |n| ((1..n * n).map(|i| format!("key-{i}-{}", "z".repeat(40))).collect(), "key-1-z".repeat(n * n)),
        ];
        for (i, kind) in kinds.iter().enumerate() {
            let steps = |n: usize| {
                let (texts, text) = kind(n);
                let size = texts.iter().map(String::len).sum::<usize>() + text.len();
                let (finder, made) = Finder::made(texts.iter().map(String::as_str), true);
                let searched = finder.scan(&text, |_| true, |_| ());
                (made + searched) as f64 / size as f64
            };
            assert!(steps(40) < 4.0 && steps(160) < 4.0, "kind {i}: {} and {}", steps(40), steps(160));
        }
        let whole = repeated(8_000);
        let (finder, made) = Finder::made((0..9).map(|i| &whole[i * 8_000..]), true);
        assert!(made + finder.scan(&whole, |_| true, |_| ()) < 20 * whole.len());
    }
}
