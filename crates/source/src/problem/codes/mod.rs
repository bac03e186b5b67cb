//! What the codes of problems and gaps mean, and the ways out by name: what `plimsoll explain CODE` prints. Data: a test demands a row for each code
//! that the sources use.

mod compose;
mod dockerfile;
mod gaps;
mod policies;
mod run;

/// A code of problems or gaps, explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// As reports write it.
    pub code: &'static str,
    /// What it is about, short; of a gap, what is lacking, in the plural.
    pub what: &'static str,
    /// Why it is told, and what is judged all the same.
    pub why: &'static str,
    /// The ways out, best first.
    pub ways: &'static [&'static str],
}

const TABLES: [&[Code]; 5] = [gaps::CODES, compose::CODES, dockerfile::CODES, policies::CODES, run::CODES];

/// All codes, gaps first.
pub fn all() -> impl Iterator<Item = &'static Code> {
    TABLES.into_iter().flatten()
}

/// The explanation of a code.
pub fn find(code: &str) -> Option<&'static Code> {
    all().find(|known| known.code == code)
}

impl Code {
    /// Whether it tells of what only a deployment has.
    pub fn is_gap(&self) -> bool {
        gaps::CODES.contains(self)
    }

    /// Its page.
    pub fn page(&self) -> String {
        let kind = if self.is_gap() { "gap" } else { "problem" };
        let ways: String = self.ways.iter().map(|way| format!("- {way}\n")).collect();
        let ways = if ways.is_empty() { String::new() } else { format!("\n## Ways out\n\n{ways}") };
        format!("# {}\n\n{} ({kind})\n\n{}\n{ways}", self.code, self.what, self.why)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_explained_once_each() {
        let mut codes: Vec<&str> = all().map(|code| code.code).collect();
        let count = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), count, "a code has two rows");
        for code in all() {
            assert!(code.why.ends_with('.') && code.what.len() > 8, "{} explains nothing", code.code);
            assert!(!code.is_gap() || !code.ways.is_empty(), "{} names no way out", code.code);
        }
    }

    #[test]
    fn a_page_names_the_ways_out() {
        let page = find("variable-required").expect("it is known").page();
        assert!(page.starts_with("# variable-required\n") && page.contains("(gap)"), "{page}");
        assert!(page.contains("`environments.variables`") && page.contains("`--env-file FILE`"), "{page}");
        assert!(find("no-such-code").is_none());
    }
}
