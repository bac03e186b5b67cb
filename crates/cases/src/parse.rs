//! Markdown → cases. Pure, and never fails: it gives what it understood, and mistakes with their lines.
//!
//! A heading begins a case, a fenced block is a file, a comment `# expect` marks the line below it or the line that it ends. Marks are taken out
//! before anybody reads the files, so that they may stand anywhere.

use std::collections::{BTreeMap, BTreeSet};

use plimsoll_policy::Severity;
use plimsoll_source::files::join;
use serde_json::Value;

use super::case::{Case, CaseEnvironment, CaseFile, Cases, Mark, OUTCOMES, Wanted};

/// Cases of one file.
pub const MAX_CASES: usize = 2_000;

/// Reads a file of cases.
pub(crate) fn cases(text: &str) -> Cases {
    let mut reader = CaseLines::default();
    for (number, line) in (1..).zip(text.lines()) {
        reader.line(number, line);
    }
    reader.end()
}

/// An open block: the character and length of its fence, where it began, the path of its file, and its lines.
struct Block<'t> {
    fence: (char, usize),
    line: u32,
    path: Option<String>,
    lines: Vec<(u32, &'t str)>,
}

#[derive(Default)]
struct CaseLines<'t> {
    read: Cases,
    open: Option<Case>,
    block: Option<Block<'t>>,
    names: BTreeSet<String>,
}

impl<'t> CaseLines<'t> {
    fn line(&mut self, number: u32, line: &'t str) {
        if let Some(block) = &mut self.block {
            let closes = fence(line).is_some_and(|((mark, length), info)| {
                mark == block.fence.0 && length >= block.fence.1 && info.is_empty()
            });
            if closes {
                self.close();
            } else {
                block.lines.push((number, line));
            }
        } else if let Some((fence, info)) = fence(line) {
            let path = self.path(number, info);
            self.block = Some(Block { fence, line: number, path, lines: Vec::new() });
        } else if let Some(name) = heading(line) {
            self.finish();
            self.open = Some(Case { name: name.to_owned(), line: number, ..Case::default() });
        } else if let Some((word, said)) = line.trim_start_matches("- ").trim().split_once(':') {
            self.said(number, word, said.trim());
        }
    }

    fn mistake(&mut self, line: u32, message: impl Into<String>) {
        self.read.mistakes.push((line, message.into()));
    }

    /// The path in the words behind a fence: language, path.
    fn path(&mut self, number: u32, info: &str) -> Option<String> {
        let words: Vec<&str> = info.split_whitespace().collect();
        let [_, path] = words[..] else {
            self.mistake(number, "a block names its language and its path, as in ```yaml compose.yaml");
            return None;
        };
        let clean = join(".", path);
        if clean.starts_with("..") || clean.starts_with('/') || clean == "." {
            self.mistake(number, format!("`{path}` is no path of a file below the case"));
            return None;
        }
        Some(clean)
    }

    /// A line of prose that says something of the case: an outcome, a problem, parameters.
    fn said(&mut self, line: u32, word: &str, said: &str) {
        let Some(case) = &mut self.open else { return };
        if let Some((_, kind)) = OUTCOMES.iter().find(|(known, _)| *known == word) {
            let subjects = said.split([',', ' ']).map(|subject| subject.trim_matches('`')).filter(|s| !s.is_empty());
            case.outcomes.extend(subjects.map(|subject| Wanted { line, subject: subject.to_owned(), kind: *kind }));
        } else if word == "problem" {
            let codes = said.split([',', ' ']).map(|code| code.trim_matches('`')).filter(|code| !code.is_empty());
            case.problems.extend(codes.map(|code| (line, code.to_owned())));
        } else if word == "environment" {
            match environment(said) {
                Some(environment) => case.environments.push(environment),
                None => self.mistake(
                    line,
                    "an environment is its name and its files, as in prod compose.yaml compose.prod.yaml prod.env",
                ),
            }
        } else if word == "judged" && said == "nothing" {
            case.is_beside = true;
        } else if word == "params" {
            match serde_json::from_str::<BTreeMap<String, Value>>(said.trim_matches('`')) {
                Ok(params) => case.params.extend(params),
                Err(error) => self.mistake(line, format!("parameters are JSON, as in {{\"allow\": [\"x\"]}}: {error}")),
            }
        }
    }

    /// A block is over: a file of the case.
    fn close(&mut self) {
        let Some(block) = self.block.take() else { return };
        let Some(path) = block.path else { return };
        let Some(mut case) = self.open.take() else {
            return self.mistake(block.line, "a file belongs to a case: begin one with a heading");
        };
        let mut file = CaseFile::default();
        let mut waiting: Vec<(Mark, bool)> = Vec::new();
        for (number, line) in block.lines {
            let (rest, mark) = marked(line);
            match mark.map(|mark| read_mark(mark, number, &path)) {
                None => file.push(number, line),
                Some(Err(message)) => self.mistake(number, message),
                Some(Ok(mark)) if rest.trim().is_empty() => {
                    waiting.push(mark);
                    continue;
                }
                Some(Ok(mark)) => {
                    waiting.push(mark);
                    file.push(number, rest.trim_end());
                }
            }
            for (mut mark, related) in waiting.drain(..) {
                mark.at = file.lines.len() as u32;
                if related { &mut case.related } else { &mut case.marks }.push(mark);
            }
        }
        for (mark, _) in waiting {
            self.mistake(mark.line, "there is no line below this mark");
        }
        if case.files.insert(path.clone(), file).is_some() {
            self.mistake(block.line, format!("`{path}` is there twice in this case"));
        }
        self.open = Some(case);
    }

    /// A case is over; a heading without files is none.
    fn finish(&mut self) {
        let Some(case) = self.open.take() else { return };
        if case.files.is_empty() {
            let says = !case.outcomes.is_empty() || !case.problems.is_empty() || case.is_beside;
            if says {
                self.mistake(case.line, format!("`{}` has no file", case.name));
            }
        } else if !self.names.insert(case.name.clone()) {
            self.mistake(case.line, format!("two cases are named `{}`", case.name));
        } else if self.read.cases.len() == MAX_CASES {
            self.mistake(case.line, format!("more than {MAX_CASES} cases in one file"));
        } else {
            self.read.cases.push(case);
        }
    }

    fn end(mut self) -> Cases {
        if let Some(block) = self.block.take() {
            self.mistake(block.line, "this block is not closed");
        }
        self.finish();
        self.read.mistakes.sort();
        self.read
    }
}

impl CaseFile {
    fn push(&mut self, number: u32, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
        self.lines.push(number);
    }
}

/// An environment as a case describes it: its name, perhaps what it is for in parentheses, and its files.
fn environment(said: &str) -> Option<CaseEnvironment> {
    let mut words = said.split_whitespace().map(|word| word.trim_matches('`')).peekable();
    let name = words.next()?.to_owned();
    let role = match words.peek().and_then(|word| word.strip_prefix('(')?.strip_suffix(')')) {
        Some(role) => {
            words.next();
            Some(serde_json::from_value(Value::from(role)).ok()?)
        }
        None => None,
    };
    let files: Vec<String> = words.map(|path| join(".", path)).collect();
    (!files.is_empty()).then_some(CaseEnvironment { name, role, files })
}

/// A fence and the words behind it.
fn fence(line: &str) -> Option<((char, usize), &str)> {
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let info = line.trim_start_matches(mark);
    let length = line.len() - info.len();
    (length >= 3 && !info.contains('`')).then(|| ((mark, length), info.trim()))
}

fn heading(line: &str) -> Option<&str> {
    let name = line.trim_start_matches('#');
    let level = line.len() - name.len();
    ((1..=6).contains(&level) && name.starts_with(' ')).then(|| name.trim())
}

/// What stands before a mark, and the mark.
fn marked(line: &str) -> (&str, Option<&str>) {
    let begins = |at: &usize| {
        let (before, mark) = line.split_at(*at);
        let word = ["# expect", "# related"].iter().find_map(|word| mark.strip_prefix(word));
        word.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ':']))
            && (before.is_empty() || before.ends_with([' ', '\t']))
    };
    let at = line.match_indices('#').map(|(at, _)| at).find(begins);
    at.map_or((line, None), |at| (&line[..at], Some(&line[at..])))
}

/// A mark, and whether it is of something that a finding points at besides.
fn read_mark(text: &str, line: u32, path: &str) -> Result<(Mark, bool), String> {
    let (words, message) = text.split_once(':').map_or((text, None), |(words, message)| (words, Some(message.trim())));
    let mut words = words.trim_start_matches('#').split_whitespace();
    let related = words.next() == Some("related");
    let mut mark = Mark {
        line,
        path: path.to_owned(),
        at: 0,
        review: false,
        severity: None,
        message: message.filter(|message| !message.is_empty()).map(str::to_owned),
    };
    for word in words {
        let severity = Severity::ALL.iter().find(|severity| severity.as_str() == word);
        match severity {
            _ if related => return Err(format!("`{word}` says nothing of a place besides")),
            Some(severity) => mark.severity = Some(*severity),
            None if word == "review" => mark.review = true,
            None => {
                return Err(format!(
                    "`{word}` is neither `review` nor a severity; what is said stands behind a colon: `# expect: message`"
                ));
            }
        }
    }
    Ok((mark, related))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
# Tests of a rule

Prose: is no outcome.

## Marked

- passes: /services/a, `/services/b`

```yaml compose.yaml
services:
  # expect review low: service web is …
  # related: here
  web:
    image: x  # expect
```

~~~sh run.sh
# expected is no mark
```
~~~

## Silent
params: {\"allow\": [1]}
problem: compose-schema
```env ./.env
```
";

    #[test]
    fn headings_are_cases_and_blocks_are_files_without_their_marks() {
        let read = cases(TEXT);
        assert_eq!(read.mistakes, []);
        let [marked, silent] = &read.cases[..] else { panic!("two cases: {:?}", read.cases) };
        assert_eq!((marked.name.as_str(), marked.line), ("Marked", 5));
        assert_eq!(marked.files["compose.yaml"].text, "services:\n  web:\n    image: x\n");
        assert_eq!(marked.files["compose.yaml"].lines, [10, 13, 14]);
        assert_eq!(marked.files["run.sh"].text, "# expected is no mark\n```\n");
        let found: Vec<_> = marked.marks.iter().map(|m| (m.at, m.review, m.severity, m.message.as_deref())).collect();
        assert_eq!(found, [(2, true, Some(Severity::Low), Some("service web is …")), (3, false, None, None)]);
        assert_eq!(marked.related.iter().map(|m| (m.at, m.line)).collect::<Vec<_>>(), [(2, 12)]);
        assert_eq!(
            marked.outcomes.iter().map(|o| o.subject.as_str()).collect::<Vec<_>>(),
            ["/services/a", "/services/b"]
        );
        assert_eq!(silent.params["allow"], serde_json::json!([1]));
        assert_eq!(silent.problems, [(24, "compose-schema".to_owned())]);
        assert_eq!(silent.files[".env"].text, "");
    }

    #[test]
    fn what_is_written_wrongly_is_told_with_its_line() {
        for (text, line, said) in [
            ("```yaml compose.yaml\n```\n", 1, "begin one with a heading"),
            ("## A\n```yaml\n```\n", 2, "names its language and its path"),
            ("## A\n```yaml ../x\n```\n", 2, "no path of a file"),
            ("## A\n```yaml x\n# expect\n```\n", 3, "no line below"),
            ("## A\n```yaml x\n# expect hgih: x\na\n```\n", 3, "`hgih` is neither"),
            ("## A\n```yaml x\n", 2, "not closed"),
            ("## A\n```yaml x\n```\n```yaml x\n```\n", 4, "is there twice"),
            ("## A\n```yaml x\n```\n## A\n```yaml x\n```\n", 4, "two cases"),
            ("## A\npasses: /services/a\n", 1, "has no file"),
            ("## A\nparams: x\n```yaml x\n```\n", 2, "are JSON"),
        ] {
            let mistakes = cases(text).mistakes;
            assert!(
                matches!(&mistakes[..], [(at, told)] if *at == line && told.contains(said)),
                "{text}: {mistakes:?}"
            );
        }
    }
}
