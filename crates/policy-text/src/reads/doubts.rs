//! Which lines of a policy may hold *because* something is not there, or is not what it could be: a negation, an inequality, a count, a default.
//!
//! What such a line says of a value that nobody knows, the real value may refute; what other lines say of known values, it cannot.

use std::collections::BTreeSet;
use std::ops::Range;

use super::words;

/// A line of code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// The name of the definition that it belongs to.
    pub of: &'a str,
    /// The line.
    pub text: &'a str,
    /// It may hold for lack of something.
    pub is_doubt: bool,
}

/// Lines of one policy, told apart: those that doubt by themselves, and those that give a doubting line one of its variables.
pub(super) fn told<'a>(lines: Vec<(&'a str, &'a str)>) -> Vec<Line<'a>> {
    let statements = statements(&lines);
    let others = with_others(&lines);
    let mut told: Vec<Line<'a>> =
        lines.into_iter().map(|(of, text)| Line { of, text, is_doubt: doubts(&code(text)) }).collect();
    for range in others {
        told[range].iter_mut().for_each(|line| line.is_doubt = true);
    }
    for range in &statements {
        if told[range.clone()].iter().any(|line| line.is_doubt) {
            told[range.clone()].iter_mut().for_each(|line| line.is_doubt = true);
        }
    }
    // From the doubts back to what their variables are.
    loop {
        let names: BTreeSet<(&str, &str)> = told
            .iter()
            .filter(|line| line.is_doubt)
            .flat_map(|line| {
                words(line.text).filter(|(_, before)| !before.ends_with('.')).map(|(word, _)| (line.of, word))
            })
            .collect();
        let gives = |line: &Line<'_>| assigned(line.text).is_some_and(|name| names.contains(&(line.of, name)));
        let new: Vec<_> =
            statements.iter().filter(|range| !told[range.start].is_doubt && gives(&told[range.start])).collect();
        if new.is_empty() {
            return told;
        }
        for range in new {
            told[range.clone()].iter_mut().for_each(|line| line.is_doubt = true);
        }
    }
}

/// The definitions of which one body stands in for another: it speaks because the one before did not hold.
fn with_others(lines: &[(&str, &str)]) -> Vec<Range<usize>> {
    let heads: Vec<usize> = (0..lines.len()).filter(|number| is_head(lines[*number].1)).collect();
    let ends = heads.iter().skip(1).copied().chain([lines.len()]);
    let has_other = |range: &Range<usize>| {
        lines[range.clone()]
            .iter()
            .any(|(_, text)| words(&code(text)).any(|(word, before)| word == "else" && !before.ends_with('.')))
    };
    heads.iter().zip(ends).map(|(start, end)| *start..end).filter(has_other).collect()
}

/// The lines that belong together: what opens a bracket goes on until it is closed. A body is no bracket, unless it is one of `every` or `else`: what closes a body was never counted.
fn statements(lines: &[(&str, &str)]) -> Vec<Range<usize>> {
    let (mut found, mut start, mut depth) = (Vec::new(), 0, 0_i32);
    for (number, (_, text)) in lines.iter().enumerate() {
        let code = code(text);
        let trimmed = code.trim();
        if depth == 0 {
            start = number;
        }
        let is_body = trimmed.ends_with("if {") && !trimmed.starts_with('}');
        if depth > 0 || !is_body {
            let counted = if depth == 0 { trimmed.trim_start_matches('}') } else { trimmed };
            let balance = |open: char, close: char| {
                let count = |of: char| i32::try_from(counted.matches(of).count()).unwrap_or(i32::MAX);
                count(open).saturating_sub(count(close))
            };
            depth = (depth + balance('{', '}') + balance('(', ')') + balance('[', ']')).max(0);
        }
        if depth == 0 {
            found.push(start..number + 1);
        }
    }
    if depth > 0 {
        found.push(start..lines.len());
    }
    found
}

/// A line with its texts emptied, so that what they say is not taken for code: `"…"`, or `""` where there is nothing in them.
fn code(line: &str) -> String {
    let (mut out, mut inside, mut chars) = (String::with_capacity(line.len()), None, line.chars());
    while let Some(c) = chars.next() {
        match inside {
            Some(quote) if c == quote => inside = None,
            Some(quote) => {
                if c == '\\' && quote == '"' {
                    chars.next();
                }
                if out.ends_with(quote) {
                    out.push('…');
                }
                continue;
            }
            None if matches!(c, '"' | '`') => inside = Some(c),
            None => {}
        }
        out.push(c);
    }
    out
}

/// What a value is compared with that stands for none.
const NOTHING: [&str; 7] = ["false", "null", "\"\"", "``", "[]", "{}", "set()"];

/// Whether code may hold for lack of something.
fn doubts(code: &str) -> bool {
    let is_word = |word: &str| words(code).any(|(found, before)| found == word && !before.ends_with('.'));
    let is_nothing = |rest: &str| NOTHING.iter().any(|nothing| rest.trim_start().starts_with(nothing));
    ["not", "every", "count"].into_iter().any(is_word)
        || ["!=", " - "].iter().any(|operator| code.contains(operator))
        || code.match_indices("==").any(|(at, operator)| is_nothing(&code[at + operator.len()..]))
        || code.match_indices("object.get(").any(|(at, call)| !is_nothing(default(&code[at + call.len()..])))
}

/// The last argument of a call whose arguments these are.
fn default(arguments: &str) -> &str {
    let (mut depth, mut last) = (0_i32, 0);
    for (at, c) in arguments.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' if depth == 0 => return &arguments[last..at],
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => last = at + 1,
            _ => {}
        }
    }
    &arguments[last..]
}

/// The name that a line gives to something: `x := …`.
fn assigned(line: &str) -> Option<&str> {
    let (before, _) = line.split_once(":=")?;
    let name = before.trim();
    words(name).next().map(|(word, _)| word).filter(|word| *word == name)
}

/// Whether a definition begins here.
fn is_head(line: &str) -> bool {
    line.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doubting(rego: &'static str) -> Vec<&'static str> {
        let told = told(super::super::lines(rego).collect());
        told.into_iter().filter(|line| line.is_doubt).map(|line| line.text.trim()).collect()
    }

    #[test]
    fn what_may_hold_for_lack_of_something_is_a_doubt() {
        for code in [
            "not service.init",
            "service.mode != \"x\"",
            "count(service.ports) == 0",
            "every port in service.ports { port.host_ip }",
            "service.read_only == false",
            "missing := wanted - given",
            "object.get(service, \"scale\", 1) > 1",
        ] {
            assert!(doubts(code), "{code}");
        }
        for code in [
            "service.privileged == true",
            "some port in object.get(service, \"ports\", [])",
            "message := sprintf(\"is not there\", [service.key])",
            "port.published < 1024",
        ] {
            assert!(!doubts(&super::code(code)), "{code}");
        }
    }

    #[test]
    fn a_doubt_goes_back_to_what_its_variables_are() {
        let rego = "deny contains x if {\n\tgiven := {c |\n\t\tsome c in service.cap_drop\n\t}\n\tother := service.image\n\tnot \"ALL\" in given\n}\n";
        assert_eq!(doubting(rego), ["given := {c |", "some c in service.cap_drop", "}", "not \"ALL\" in given"]);
    }

    #[test]
    fn a_doubt_ends_with_its_brackets() {
        let rego = "deny contains x if {\n\tevery port in service.ports {\n\t\tport.host_ip\n\t}\n\tservice.image\n}\n\nother if {\n\tservice.user\n}\n";
        assert_eq!(doubting(rego), ["every port in service.ports {", "port.host_ip", "}"]);
    }

    #[test]
    fn what_another_body_stands_in_for_is_a_doubt() {
        let rego = "size(s) := 1 if {\n\ts.scale\n} else := 2 if {\n\ts.deploy\n}\n";
        assert_eq!(doubting(rego), ["size(s) := 1 if {", "s.scale", "} else := 2 if {", "s.deploy", "}"]);
        assert_eq!(doubting("size(s) := 1 if s.scale\n\nother(s) if s.deploy\n"), [""; 0]);
    }
}
