//! Noun: a `.dockerignore` file, and what the builder leaves out because of it: patterns in order, the last that matches wins, `!` takes
//! back, `**` crosses directories.

use std::collections::HashMap;

use plimsoll_source::files::join;
use plimsoll_source::{FileId, Span};

/// More patterns than any file has; what follows is not read.
pub const MAX_PATTERNS: usize = 2_000;

/// Bytes of a pattern: no path is longer that the builder could meet.
pub const MAX_PATTERN: usize = 4_096;
/// Bytes of all patterns of a file: each is compiled.
pub const MAX_PATTERN_BYTES: usize = 65_536;

/// A `.dockerignore` file.
#[derive(Debug, Clone)]
pub struct Dockerignore {
    /// The file.
    pub file: FileId,
    /// Its patterns in order.
    pub patterns: Vec<Pattern>,
    /// Lines past the limit were not read.
    pub truncated: bool,
    /// Patterns that mean one path: the number of the last of each.
    paths: HashMap<String, usize>,
    /// The numbers of the other patterns that hold.
    others: Vec<usize>,
}

/// A line that is neither blank nor a comment.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// Cleaned as the builder does, without `!`.
    pub pattern: String,
    /// Written with `!`: takes back what earlier patterns left out.
    pub negated: bool,
    /// The line without the spaces around it.
    pub span: Span,
    /// The line, from 1.
    pub line: u32,
    test: Test,
}

/// What a pattern asks of a path.
#[derive(Debug, Clone)]
enum Test {
    /// To be this one.
    Path(String),
    /// To match, sign by sign.
    Signs(Vec<Sign>),
    /// Nothing: the pattern is malformed, which makes the builder fail.
    Malformed,
}

impl Pattern {
    /// Whether the builder accepts it.
    pub fn valid(&self) -> bool {
        !matches!(self.test, Test::Malformed)
    }

    fn matches(&self, path: &str, checks: &mut usize) -> bool {
        matches!(&self.test, Test::Signs(signs) if matches(signs, path, checks))
    }
}

impl Dockerignore {
    /// Reads the text of a file.
    pub fn parse(file: FileId, text: &str) -> Self {
        let mut patterns = Vec::new();
        let mut at = 0;
        let mut truncated = false;
        let mut bytes = 0;
        for (number, whole) in text.split_inclusive('\n').enumerate() {
            let start = at;
            at += whole.len();
            let line = whole.trim_start_matches('\u{feff}');
            let trimmed = line.trim();
            if line.starts_with('#') || trimmed.is_empty() {
                continue;
            }
            bytes += trimmed.len();
            if patterns.len() == MAX_PATTERNS || trimmed.len() > MAX_PATTERN || bytes > MAX_PATTERN_BYTES {
                truncated = true;
                break;
            }
            let offset = start + (trimmed.as_ptr() as usize - whole.as_ptr() as usize);
            let span = Span::new(file, offset, offset + trimmed.len());
            let (negated, rest) = match trimmed.strip_prefix('!') {
                Some(rest) => (true, rest.trim()),
                None => (false, trimmed),
            };
            let pattern = if rest.is_empty() { String::new() } else { clean(rest) };
            let test = match path_of(&pattern) {
                Some(path) if !path.is_empty() => Test::Path(path),
                Some(_) => Test::Malformed,
                None => signs_of(&pattern).map_or(Test::Malformed, Test::Signs),
            };
            patterns.push(Pattern { pattern, negated, span, line: number as u32 + 1, test });
        }
        let (mut paths, mut others) = (HashMap::new(), Vec::new());
        for (number, pattern) in patterns.iter().enumerate() {
            match &pattern.test {
                Test::Path(path) => drop(paths.insert(path.clone(), number)),
                Test::Signs(_) => others.push(number),
                Test::Malformed => {}
            }
        }
        Self { file, patterns, truncated, paths, others }
    }

    /// Whether a path of the context (relative to it, with forward slashes) is left out. Counts how often a pattern is held against a path, a long
    /// one several times.
    pub fn ignores(&self, path: &str, checks: &mut usize) -> bool {
        let parents = path.match_indices('/').map(|(end, _)| &path[..end]);
        let paths: Vec<&str> = parents.chain([path]).collect();
        *checks += paths.len();
        // The last that matches decides.
        let known = paths.iter().filter_map(|path| self.paths.get(*path)).max().copied();
        let later = self.others.iter().rev().take_while(|number| known.is_none_or(|known| **number > known));
        let last = later.copied().find(|number| paths.iter().any(|path| self.patterns[*number].matches(path, checks)));
        last.or(known).is_some_and(|number| !self.patterns[number].negated)
    }
}

/// The one path that a pattern without wildcards means.
fn path_of(pattern: &str) -> Option<String> {
    let mut path = String::with_capacity(pattern.len());
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '*' | '?' | '[' => return None,
            '\\' => path.push(chars.next()?),
            c => path.push(c),
        }
    }
    Some(path)
}

fn clean(pattern: &str) -> String {
    let cleaned = join(".", pattern);
    match cleaned.strip_prefix('/') {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ => cleaned,
    }
}

/// A part of a pattern. Thousands of patterns are kept, so each is no more than this.
#[derive(Debug, Clone)]
enum Sign {
    /// This character.
    One(char),
    /// `?`: one that is no slash.
    Any,
    /// `*`: as many as there are that are no slash.
    Name,
    /// `**/`: any directories, or none.
    Directories,
    /// `**` at the end: whatever follows.
    Rest,
    /// `[a-z]`, `[^a-z]`: one of these, or one that is none of them.
    Class { negated: bool, ranges: Vec<(char, char)> },
}

/// The signs of a pattern; none where it is malformed.
fn signs_of(pattern: &str) -> Option<Vec<Sign>> {
    let mut signs = Vec::new();
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        signs.push(match c {
            '*' if chars.next_if_eq(&'*').is_some() => {
                chars.next_if_eq(&'/');
                if chars.peek().is_none() { Sign::Rest } else { Sign::Directories }
            }
            '*' => Sign::Name,
            '?' => Sign::Any,
            '\\' => Sign::One(chars.next()?),
            '[' => class(&mut chars)?,
            c => Sign::One(c),
        });
    }
    Some(signs)
}

/// A class of characters; `^` negates.
fn class(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<Sign> {
    let negated = chars.next_if_eq(&'^').is_some();
    let mut ranges: Vec<(char, char)> = Vec::new();
    loop {
        let first = match chars.next()? {
            ']' if ranges.is_empty() => return None,
            ']' => return Some(Sign::Class { negated, ranges }),
            '\\' => chars.next()?,
            c => c,
        };
        let mut ahead = chars.clone();
        let last = match (ahead.next(), ahead.next()) {
            (Some('-'), Some(last)) if last != ']' => {
                chars.next();
                match chars.next()? {
                    '\\' => chars.next()?,
                    last => last,
                }
            }
            _ => first,
        };
        if last < first {
            return None;
        }
        ranges.push((first, last));
    }
}

/// Whether a path is one that the signs mean: all ways to read them are followed at once, so that no pattern takes longer than its length allows.
fn matches(signs: &[Sign], path: &str, checks: &mut usize) -> bool {
    /// So many steps count as one check.
    const CHECK: usize = 64;
    let mut steps = 0;
    let (mut now, mut next) = (Ways::of(signs), Ways::of(signs));
    now.before(signs, 0);
    for c in path.chars() {
        next.turn();
        for (sign, _) in now.list.iter().copied() {
            steps += 1;
            match signs.get(sign) {
                Some(Sign::One(one)) if *one == c => next.before(signs, sign + 1),
                Some(Sign::Any) if c != '/' => next.before(signs, sign + 1),
                Some(Sign::Class { negated, ranges })
                    if ranges.iter().any(|(first, last)| (*first..=*last).contains(&c)) != *negated =>
                {
                    next.before(signs, sign + 1);
                }
                Some(Sign::Name) if c != '/' => next.before(signs, sign),
                Some(Sign::Rest) if c != '\n' => next.before(signs, sign),
                Some(Sign::Directories) if c != '\n' => {
                    next.within(sign);
                    if c == '/' {
                        next.before(signs, sign + 1);
                    }
                }
                _ => {}
            }
        }
        std::mem::swap(&mut now, &mut next);
        if now.list.is_empty() {
            break;
        }
    }
    *checks += 1 + steps / CHECK;
    now.list.contains(&(signs.len(), false))
}

/// What may come next: signs by their numbers, and whether a directory of `**/` has begun and must end first.
struct Ways {
    list: Vec<(usize, bool)>,
    /// The turn in which each was added last.
    added: Vec<[usize; 2]>,
    turn: usize,
}

impl Ways {
    fn of(signs: &[Sign]) -> Self {
        Self { list: Vec::new(), added: vec![[0; 2]; signs.len() + 1], turn: 1 }
    }

    /// Forgets what may come next.
    fn turn(&mut self) {
        self.list.clear();
        self.turn += 1;
    }

    fn add(&mut self, sign: usize, within: bool) -> bool {
        let is_new = std::mem::replace(&mut self.added[sign][usize::from(within)], self.turn) != self.turn;
        if is_new {
            self.list.push((sign, within));
        }
        is_new
    }

    fn within(&mut self, sign: usize) {
        self.add(sign, true);
    }

    /// A sign may come next, and where it may be nothing the one behind it.
    fn before(&mut self, signs: &[Sign], mut sign: usize) {
        while self.add(sign, false) && matches!(signs.get(sign), Some(Sign::Name | Sign::Directories | Sign::Rest)) {
            sign += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plimsoll_source::Sources;

    fn ignore(text: &str) -> (Sources, Dockerignore) {
        let sources = Sources::default();
        let file = sources.add(".dockerignore", text);
        let parsed = Dockerignore::parse(file, text);
        (sources, parsed)
    }

    /// (patterns, left out, kept)
    #[test]
    fn the_last_pattern_that_matches_wins() {
        let rows: [(&str, &[&str], &[&str]); 17] = [
            ("[^a-c]x[\\]-]", &["dx]", "éx-"], &["ax]", "dxy"]),
            ("a/**/b/**", &["a/b/c", "a/x/y/b/c"], &["a/xb", "a/x/yb/c", "a"]),
            ("é?.txt\n**/ü*\n", &["éß.txt", "a/b/übel/c", "ü"], &["é.txt", "a/u"]),
            ("a\\*b\n!a\\*b/c", &["a*b", "a*b/d"], &["axb", "a*b/c"]),
            ("a\n!a\na/b", &["a/b", "a/b/c"], &["a", "a/c"]),
            ("*.md\n!README.md", &["a.md"], &["README.md", "docs/a.md", "a.mdx"]),
            ("!README.md\n*.md", &["README.md"], &["x"]),
            ("node_modules", &["node_modules", "node_modules/a/b.js"], &["web/node_modules/a"]),
            ("**/node_modules", &["node_modules/a", "web/node_modules/a"], &["node_modules2/a"]),
            ("**", &["a", "a/b"], &[]),
            ("*\n!src/**\nsrc/*.key", &["a", "src/x.key"], &["src/a", "src/b/c"]),
            ("/build/./x/..", &["build", "build/a"], &["a/build"]),
            ("a?c\n[xy].t\\[", &["abc", "x.t["], &["a/c", "z.t["]),
            (".git/", &[".git/config"], &[".gitignore"]),
            ("# c\n\n  temp  \n#x", &["temp"], &["#x", "# c"]),
            ("docs/**/*.txt", &["docs/a.txt", "docs/x/y/a.txt"], &["a.txt", "docs/a.md"]),
            ("secrets\n!secrets/public\n", &["secrets/a"], &["secrets/public", "secrets/public/b"]),
        ];
        for (text, out, kept) in rows {
            let (_, ignore) = ignore(text);
            for path in out {
                assert!(ignore.ignores(path, &mut 0), "{text:?} leaves out {path}");
            }
            for path in kept {
                assert!(!ignore.ignores(path, &mut 0), "{text:?} keeps {path}");
            }
        }
    }

    #[test]
    fn a_pattern_takes_as_long_as_it_is() {
        let text = format!("{}b\n", "*a".repeat(200));
        let (_, ignore) = ignore(&text);
        let mut checks = 0;
        assert!(!ignore.ignores(&"a".repeat(400), &mut checks));
        assert!(checks < 400 * 400 / 64 + 10, "{checks}");
    }

    #[test]
    fn a_path_is_held_against_patterns_with_wildcards_alone() {
        let text: String = (0..500).map(|i| format!("dir{i}/file\n!dir{i}/file/kept\n")).collect();
        let (_, ignore) = ignore(&format!("*.md\n{text}x?y\n"));
        let mut checks = 0;
        assert!(ignore.ignores("dir7/file/a", &mut checks) && !ignore.ignores("dir7/file/kept", &mut checks));
        assert!(ignore.ignores("a.md", &mut checks) && ignore.ignores("xzy/a.md", &mut checks));
        assert!(checks < 30, "{checks}");
    }

    #[test]
    fn patterns_know_their_lines_and_whether_they_hold() {
        let (sources, parsed) = ignore("\u{feff}# c\r\n ! /a/../b/ \r\n[\nx[a-]\n!\n");
        let shown: Vec<_> = parsed
            .patterns
            .iter()
            .map(|p| (p.pattern.as_str(), p.negated, p.line, sources.slice(p.span), p.valid()))
            .collect();
        assert_eq!(
            shown,
            [
                ("b", true, 2, "! /a/../b/".to_owned(), true),
                ("[", false, 3, "[".to_owned(), false),
                ("x[a-]", false, 4, "x[a-]".to_owned(), true),
                ("", true, 5, "!".to_owned(), false),
            ]
        );
    }
}
