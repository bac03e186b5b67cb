//! `primaryLocationLineHash` exactly as GitHub's upload action computes it: over the line's first 100 non-blank UTF-16 units and what follows it.

use std::collections::{HashMap, VecDeque};
use std::fmt;

const WINDOW: usize = 100;
const BASE: u64 = 37;
const END: u16 = 0xffff;

/// What a platform knows a line by: the hash of what begins there, and the how many-th of the file's lines with this hash it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineHash {
    hash: u64,
    nth: u32,
}

impl fmt::Display for LineHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}:{}", self.hash, self.nth)
    }
}

/// The hash of every line, in order: lines end at `\n`, `\r\n` or `\r`; the last one may be empty.
pub fn line_hashes(text: &str) -> Vec<LineHash> {
    let oldest = (0..WINDOW).fold(1_u64, |power, _| power.wrapping_mul(BASE));
    let mut hashes = Vec::new();
    let mut seen: HashMap<u64, u32> = HashMap::new();
    let mut window = [0_u16; WINDOW];
    // Where lines begin whose window is not full yet.
    let mut starts = VecDeque::new();
    let mut hash = 0_u64;
    let room = std::iter::repeat_n((0, false), WINDOW);
    for (i, (unit, begins)) in units(text).chain(room).enumerate() {
        if begins {
            starts.push_back(i);
        }
        let leaving = std::mem::replace(&mut window[i % WINDOW], unit);
        hash =
            hash.wrapping_mul(BASE).wrapping_add(u64::from(unit)).wrapping_sub(oldest.wrapping_mul(u64::from(leaving)));
        // The window that ends here begins where a line does.
        if starts.front().is_some_and(|start| start + WINDOW - 1 == i) {
            starts.pop_front();
            let nth = seen.entry(hash).or_default();
            *nth += 1;
            hashes.push(LineHash { hash, nth: *nth });
        }
    }
    hashes
}

/// The units that count, each with whether a line begins with it.
fn units(text: &str) -> impl Iterator<Item = (u16, bool)> + '_ {
    const NEWLINE: u16 = b'\n' as u16;
    const RETURN: u16 = b'\r' as u16;
    let (mut line_start, mut after_return) = (true, false);
    text.encode_utf16().chain([END]).filter_map(move |unit| {
        let blank = unit == u16::from(b' ') || unit == u16::from(b'\t') || (after_return && unit == NEWLINE);
        after_return = !blank && unit == RETURN;
        if blank {
            return None;
        }
        let unit = if unit == RETURN { NEWLINE } else { unit };
        let begins = std::mem::replace(&mut line_start, unit == NEWLINE);
        Some((unit, begins))
    })
}

#[cfg(test)]
mod tests {
    use super::line_hashes as hashes;

    fn line_hashes(text: &str) -> Vec<String> {
        hashes(text).iter().map(ToString::to_string).collect()
    }

    const COMPOSE: &str =
        "services:\n  web:\n    image: nginx:latest\n    privileged: true\n    ports:\n      - \"8080:80\"\n";
    const COMPOSE_HASHES: [&str; 7] = [
        "5b08e345a2905fc3:1",
        "93dfab1a59c9320f:1",
        "c30b4053511cae25:1",
        "d387bdc6055612ab:1",
        "b7cbce642fe88430:1",
        "73fe4acf67c0ffc8:1",
        "c129715d7a2bc9a3:1",
    ];

    #[test]
    fn hashes_are_those_of_the_upload_action() {
        let long = format!("X={}\nX={}b\n", "a".repeat(150), "a".repeat(149));
        let table: [(&str, &[&str]); 8] = [
            ("", &["c129715d7a2bc9a3:1"]),
            ("\n", &["3c5bef55b72b93c9:1", "c129715d7a2bc9a3:1"]),
            (COMPOSE, &COMPOSE_HASHES),
            (
                "FROM alpine # \u{1f433}\nLABEL n=\"\u{e9}\"\nUSER root\n",
                &["908cd03f171ec564:1", "560e5161fe6af65a:1", "43f93dba3974e70:1", "c129715d7a2bc9a3:1"],
            ),
            ("\u{feff}FROM alpine\nUSER root\n", &["dc962e3bea46b976:1", "43f93dba3974e70:1", "c129715d7a2bc9a3:1"]),
            (
                "a\r \nb\r\n\rc",
                &[
                    "c52f781a43dbc195:1",
                    "73409ca04f7d2c2e:1",
                    "b0367d257df6d03c:1",
                    "1c206f60a702cfe8:1",
                    "188ff2f224477a1e:1",
                ],
            ),
            (&long, &["764caa38a58249b3:1", "764caa38a58249b3:2", "c129715d7a2bc9a3:1"]),
            ("a\0b\n\0\n", &["13027bf208b8b096:1", "fab6606a19b511d5:1", "c129715d7a2bc9a3:1"]),
        ];
        for (text, expected) in table {
            assert_eq!(line_hashes(text), expected, "{text:?}");
        }
    }

    #[test]
    fn layout_does_not_change_them() {
        let same = |text: String| assert_eq!(line_hashes(&text), COMPOSE_HASHES, "{text:?}");
        same(COMPOSE.replace('\n', "\r\n"));
        same(COMPOSE.replace("  ", "\t"));
        let commented = format!("# a comment\n{COMPOSE}");
        assert_eq!(line_hashes(&commented)[1..], COMPOSE_HASHES);
    }
}
