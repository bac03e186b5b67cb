//! Negations as OPA means them: `not f(x.y)` is undefined when `x.y` is missing, where the engine would take it as true. The operands of
//! a negated call or comparison are bound before the `not`, on the same line: `__1 := x.y; not f(__1)`.
//!
//! Works on tokens, and needs nothing but the standard library: `plimsoll-rules` does it for our own policies while it is built, so that no start has to.

use std::collections::BTreeSet;
use std::ops::Range;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Name,
    Text,
    Number,
    Symbol,
}

#[derive(Debug, Clone)]
struct Token {
    bytes: Range<usize>,
    line: u32,
    kind: Kind,
}

struct Tokens<'t> {
    text: &'t str,
    all: Vec<Token>,
    /// Names of rules and imports: a variable of such a name may be undefined.
    rules: BTreeSet<&'t str>,
}

/// The text with the operands of all negations bound before them; nothing where there are none.
pub fn settled(text: &str) -> Option<String> {
    let mut settled: Option<String> = None;
    let mut names = 0;
    // A negation inside the operand of another waits for the next round; brackets limit how deep that goes.
    for _ in 0..16 {
        let current = settled.as_deref().unwrap_or(text);
        let Some(next) = settle_once(current, &mut names) else { break };
        settled = Some(next);
    }
    settled
}

fn settle_once(text: &str, names: &mut usize) -> Option<String> {
    let tokens = Tokens::read(text);
    let mut out = String::new();
    let mut done = 0;
    let mut index = 0;
    while index < tokens.all.len() {
        let Some(negation) = tokens.negation(index) else {
            index += 1;
            continue;
        };
        index = negation.end;
        let start = tokens.all[negation.start].bytes.start;
        out.push_str(&text[done..start]);
        let mut statement = String::new();
        let mut inside = start;
        let mut bindings = String::new();
        for operand in &negation.operands {
            let bytes = tokens.bytes(operand);
            let written = &text[bytes.clone()];
            *names += 1;
            let name = format!("__{names}");
            bindings.push_str(&format!("{name} := {}{}; ", flat(written), negation.with));
            statement.push_str(&text[inside..bytes.start]);
            statement.push_str(&name);
            statement.push_str(&"\n".repeat(written.matches('\n').count()));
            inside = bytes.end;
        }
        done = tokens.all[negation.end - 1].bytes.end;
        statement.push_str(&text[inside..done]);
        match negation.braced {
            true => out.push_str(&format!("{bindings}{statement}")),
            false => out.push_str(&format!("{{ {bindings}{statement} }}")),
        }
    }
    if done == 0 {
        return None;
    }
    out.push_str(&text[done..]);
    Some(out)
}

/// A `not` with operands to bind; all ranges are of tokens.
struct Negation {
    start: usize,
    end: usize,
    operands: Vec<Range<usize>>,
    /// ` with input as …`, for the bindings too.
    with: String,
    /// Whether other statements may stand beside it: it is not the only one after `if`.
    braced: bool,
}

impl<'t> Tokens<'t> {
    fn read(text: &'t str) -> Self {
        let all = tokens(text);
        let mut tokens = Self { text, all, rules: BTreeSet::new() };
        let mut depth = 0usize;
        for index in 0..tokens.all.len() {
            let starts_line = index == 0 || tokens.all[index - 1].line != tokens.all[index].line;
            match tokens.word(index) {
                "import" if depth == 0 && starts_line => {
                    let line = tokens.all[index].line;
                    let last = (index..tokens.all.len()).take_while(|i| tokens.all[*i].line == line).last();
                    tokens.rules.extend(last.map(|last| tokens.word(last).trim_matches('"')));
                }
                "package" if depth == 0 && starts_line => {}
                word if depth == 0 && starts_line && tokens.all[index].kind == Kind::Name => {
                    tokens.rules.insert(word);
                }
                _ => {}
            }
            match tokens.bracket(index) {
                Some(true) => depth += 1,
                Some(false) => depth = depth.saturating_sub(1),
                None => {}
            }
        }
        tokens
    }

    fn word(&self, index: usize) -> &'t str {
        self.all.get(index).map_or("", |token| &self.text[token.bytes.clone()])
    }

    fn bytes(&self, range: &Range<usize>) -> Range<usize> {
        self.all[range.start].bytes.start..self.all[range.end - 1].bytes.end
    }

    /// Whether a token opens (true) or closes (false) a bracket.
    fn bracket(&self, index: usize) -> Option<bool> {
        match (self.all.get(index)?.kind, self.word(index)) {
            (Kind::Symbol, "(" | "[" | "{") => Some(true),
            (Kind::Symbol, ")" | "]" | "}") => Some(false),
            _ => None,
        }
    }

    /// The token after the bracket that opens at `open`.
    fn after_bracket(&self, open: usize) -> usize {
        let mut depth = 0usize;
        for index in open..self.all.len() {
            match self.bracket(index) {
                Some(true) => depth += 1,
                Some(false) if depth <= 1 => return index + 1,
                Some(false) => depth -= 1,
                None => {}
            }
        }
        self.all.len()
    }

    /// The tokens of a range that stand in no bracket of it.
    fn top_level(&self, range: Range<usize>) -> Vec<usize> {
        let mut top = Vec::new();
        let mut index = range.start;
        while index < range.end {
            top.push(index);
            index = if self.bracket(index) == Some(true) { self.after_bracket(index) } else { index + 1 };
        }
        top
    }

    fn negation(&self, start: usize) -> Option<Negation> {
        let is_field = start > 0 && self.word(start - 1) == "." && self.touches(start - 1);
        if self.word(start) != "not" || self.all[start].kind != Kind::Name || is_field {
            return None;
        }
        let end = self.statement_end(start + 1);
        let with = self.top_level(start + 1..end).into_iter().find(|index| self.word(*index) == "with");
        let mut operands = Vec::new();
        self.operands(start + 1..with.unwrap_or(end), &mut operands);
        if operands.is_empty() {
            return None;
        }
        operands.sort_by_key(|operand| operand.start);
        let with = with.map(|with| format!(" {}", flat(&self.text[self.bytes(&(with..end))])));
        let braced = start == 0 || self.word(start - 1) != "if";
        Some(Negation { start, end, operands, with: with.unwrap_or_default(), braced })
    }

    /// Whether a token follows the one before it without a gap.
    fn touches(&self, index: usize) -> bool {
        index > 0 && self.all[index - 1].bytes.end == self.all[index].bytes.start
    }

    /// The token after a statement: at `;`, at the end of its bracket, or on a new line that does not go on with an operator.
    fn statement_end(&self, start: usize) -> usize {
        let mut index = start;
        while index < self.all.len() {
            let new_line = index > start && self.all[index].line != self.all[index - 1].line;
            let goes_on = || is_infix(self.word(index)) || is_infix(self.word(index - 1));
            if self.word(index) == ";" || self.bracket(index) == Some(false) || (new_line && !goes_on()) {
                return index;
            }
            index = if self.bracket(index) == Some(true) { self.after_bracket(index) } else { index + 1 };
        }
        index
    }

    /// The operands that OPA evaluates before the negation.
    fn operands(&self, range: Range<usize>, found: &mut Vec<Range<usize>>) {
        if range.is_empty() {
            return;
        }
        if self.word(range.start) == "(" && self.after_bracket(range.start) == range.end {
            return self.operands(range.start + 1..range.end - 1, found);
        }
        let top = self.top_level(range.clone());
        let split = |is_wanted: &dyn Fn(&str) -> bool| {
            top.iter().copied().rfind(|i| *i > range.start && is_wanted(self.word(*i)))
        };
        if let Some(at) = split(&|word| word == "in") {
            self.take(range.start..at, found);
            self.take(at + 1..range.end, found);
        } else if let Some(at) = split(&|word| matches!(word, "==" | "=")) {
            // OPA unifies here: a missing side makes the negation true, but what is computed on the way is not forgiven.
            for side in [range.start..at, at + 1..range.end] {
                if self.is_reference(&side) {
                    self.indices(side, found)
                } else if side.len() > 1 {
                    self.take(side, found)
                }
            }
        } else if let Some(at) = split(&|word| matches!(word, "!=" | "<" | "<=" | ">" | ">=")) {
            self.take(range.start..at, found);
            self.take(at + 1..range.end, found);
        } else if split(&|word| matches!(word, "+" | "-" | "*" | "/" | "%" | "|" | "&")).is_some() {
            self.take(range, found);
        } else if self.is_reference(&range) {
            self.indices(range, found);
        } else if let Some(open) = self.call(&range) {
            let mut start = open + 1;
            for index in self.top_level(open + 1..range.end - 1) {
                if self.word(index) == "," {
                    self.take(start..index, found);
                    start = index + 1;
                }
            }
            self.take(start..range.end - 1, found);
        }
    }

    /// The opening bracket of a range that is one call.
    fn call(&self, range: &Range<usize>) -> Option<usize> {
        let open = range.clone().find(|index| self.word(*index) == "(")?;
        let named = open > range.start && self.is_reference(&(range.start..open)) && self.touches(open);
        (named && self.after_bracket(open) == range.end).then_some(open)
    }

    /// Whether a range is a name with fields and brackets after it.
    fn is_reference(&self, range: &Range<usize>) -> bool {
        let Some(first) = self.all.get(range.start).filter(|_| !range.is_empty()) else { return false };
        if first.kind != Kind::Name {
            return false;
        }
        let rest = self.top_level(range.start + 1..range.end);
        rest.iter().all(|index| self.touches(*index) || self.word(*index) == "]")
            && rest.iter().all(|index| matches!(self.word(*index), "." | "[") || self.all[*index].kind == Kind::Name)
    }

    /// What is looked up or computed in the brackets of a reference.
    fn indices(&self, range: Range<usize>, found: &mut Vec<Range<usize>>) {
        for open in self.top_level(range).into_iter().filter(|index| self.word(*index) == "[") {
            let inside = open + 1..self.after_bracket(open) - 1;
            if inside.len() > 1 {
                self.take(inside, found);
            }
        }
    }

    /// Takes an operand, if it may be undefined and binds nothing itself.
    fn take(&self, range: Range<usize>, found: &mut Vec<Range<usize>>) {
        let is_wildcard = range.clone().any(|index| self.word(index) == "_");
        if !range.is_empty() && !is_wildcard && !self.has_comprehension(&range) && self.may_be_undefined(&range) {
            found.push(range);
        }
    }

    fn may_be_undefined(&self, range: &Range<usize>) -> bool {
        range.clone().any(|index| {
            let is_name = self.all[index].kind == Kind::Name;
            let next = index + 1;
            let looks_into = next < range.end && self.touches(next) && matches!(self.word(next), "." | "[" | "(");
            let is_field = index > range.start && self.word(index - 1) == ".";
            (is_name && (looks_into || (!is_field && self.rules.contains(self.word(index)))))
                || (index > range.start && matches!(self.word(index), "+" | "-" | "*" | "/" | "%"))
        })
    }

    fn has_comprehension(&self, range: &Range<usize>) -> bool {
        range.clone().filter(|index| matches!(self.word(*index), "[" | "{")).any(|open| {
            let inside = open + 1..self.after_bracket(open).saturating_sub(1).max(open + 1);
            self.top_level(inside).into_iter().any(|index| self.word(index) == "|")
        })
    }
}

fn is_infix(word: &str) -> bool {
    matches!(
        word,
        "==" | "!="
            | "<"
            | "<="
            | ">"
            | ">="
            | "="
            | ":="
            | "+"
            | "-"
            | "*"
            | "/"
            | "%"
            | "|"
            | "&"
            | "in"
            | "with"
            | "as"
    )
}

/// The tokens of a policy. What is no Rego becomes some token or other: the engine will say what is wrong with it.
fn tokens(text: &str) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut all = Vec::new();
    let mut line = 1;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        let started = line;
        let while_in =
            |from: usize, is_in: &dyn Fn(u8) -> bool| from + bytes[from..].iter().take_while(|b| is_in(**b)).count();
        let kind = match byte {
            b'\n' => {
                line += 1;
                at += 1;
                continue;
            }
            b' ' | b'\t' | b'\r' => {
                at += 1;
                continue;
            }
            b'#' => {
                at = while_in(at, &|b| b != b'\n');
                continue;
            }
            b'"' => {
                at += 1;
                while let Some(inside) = bytes.get(at).filter(|b| **b != b'"' && **b != b'\n') {
                    at += if *inside == b'\\' { 2 } else { 1 };
                }
                at = (at + 1).min(bytes.len());
                Kind::Text
            }
            b'`' => {
                at = (while_in(at + 1, &|b| b != b'`') + 1).min(bytes.len());
                line += bytes[start..at].iter().filter(|b| **b == b'\n').count() as u32;
                Kind::Text
            }
            b'0'..=b'9' => {
                at = while_in(at, &|b| b.is_ascii_alphanumeric() || b == b'.');
                Kind::Number
            }
            b if b.is_ascii_alphabetic() || b == b'_' || b >= 0x80 => {
                at = while_in(at, &|b| b.is_ascii_alphanumeric() || b == b'_' || b >= 0x80);
                Kind::Name
            }
            _ => {
                let two = bytes.get(at + 1) == Some(&b'=') && matches!(byte, b'=' | b'!' | b'<' | b'>' | b':');
                at += if two { 2 } else { 1 };
                Kind::Symbol
            }
        };
        // An escape at the very end must not lead out of the text.
        at = at.min(bytes.len());
        all.push(Token { bytes: start..at, line: started, kind });
    }
    all
}

/// Text on one line, without comments; line ends inside raw strings stay.
pub fn flat(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for token in tokens(text) {
        if token.bytes.start > done && done > 0 {
            out.push(' ');
        }
        out.push_str(&text[token.bytes.clone()]);
        done = token.bytes.end;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::settled;

    #[test]
    fn operands_are_bound_before_the_negation() {
        let cases = [
            ("x if not f(s.image)", "x if { __1 := s.image; not f(__1) }"),
            ("x if { not startswith(s.image, \"a\") }", "x if { __1 := s.image; not startswith(__1, \"a\") }"),
            ("x if { not \"ALL\" in s.caps; y }", "x if { __1 := s.caps; not \"ALL\" in __1; y }"),
            ("x if { not s.cpus > 1 }", "x if { __1 := s.cpus; not __1 > 1 }"),
            ("x if { not o[input.k] }", "x if { __1 := input.k; not o[__1] }"),
            ("x if { not o[input.k] == 1 }", "x if { __1 := input.k; not o[__1] == 1 }"),
            ("x if { not f(g(y)) == 1 }", "x if { __1 := f(g(y)); not __1 == 1 }"),
            ("x if { not f(s.a, t[0]) }", "x if { __1 := s.a; __2 := t[0]; not f(__1, __2) }"),
            ("x if { not f(s.a) with input as y }", "x if { __1 := s.a with input as y; not f(__1) with input as y }"),
            ("x if {\n\tnot f(\n\t\ts.a, # why\n\t)\n}", "x if {\n\t__1 := s.a; not f(\n\t\t__1, # why\n\t)\n}"),
            ("x if { not f({\"a\": [s.b,\n1]}) }", "x if { __1 := {\"a\": [s.b, 1]}; not f(__1\n) }"),
            ("x if not (s.a in s.b)", "x if { __1 := s.a; __2 := s.b; not (__1 in __2) }"),
            ("y := 1\nx if not f(y)", "y := 1\nx if { __1 := y; not f(__1) }"),
            ("import data.lib.y\nx if not f(y)", "import data.lib.y\nx if { __1 := y; not f(__1) }"),
            ("x if not y == s.a\n", ""),
            ("x if not s.privileged", ""),
            ("x if not s[name].privileged", ""),
            ("x if not f(y)", ""),
            ("x if not f(s.ports[_])", ""),
            ("x if not f([y | some y in s.ports])", ""),
            ("x := input.not", ""),
            ("x := \"not f(s.a)\"", ""),
        ];
        for (text, expected) in cases {
            let expected = if expected.is_empty() { None } else { Some(expected.to_owned()) };
            assert_eq!(settled(text), expected, "{text}");
        }
    }
}
