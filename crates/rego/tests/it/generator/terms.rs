//! Expressions of each type.

use super::{Generator, Type, WORDS};
use Type::*;

impl Generator {
    /// Something to go through, and what is in it.
    pub(super) fn collection(&mut self, depth: usize) -> (String, Type) {
        match self.below(4) {
            0 => ("input.items".to_owned(), Item),
            1 => (self.expr(Numbers, depth), Number),
            2 => (self.expr(Texts, depth), Text),
            _ => (self.expr(TextSet, depth), Text),
        }
    }

    /// A path that may lead nowhere.
    pub(super) fn reference(&mut self) -> String {
        let items: Vec<String> = self.named(Item);
        if !items.is_empty() && self.one_in(2) {
            return format!("{}.{}", self.pick(&items), self.pick(&["n", "s", "f", "xs", "none"]));
        }
        match self.below(3) {
            0 => format!("input.items[{:?}].f", self.pick(&WORDS)),
            1 => format!("input.{}", self.pick(&["f", "n", "none", "s.x"])),
            _ => match self.rules.last() {
                Some((name, _)) => name.clone(),
                None => "input.f".to_owned(),
            },
        }
    }

    pub(super) fn named(&self, kind: Type) -> Vec<String> {
        self.variables.iter().filter(|(_, known)| *known == kind).map(|(name, _)| name.clone()).collect()
    }

    pub(super) fn expr(&mut self, kind: Type, depth: usize) -> String {
        let variables = self.named(kind);
        if !variables.is_empty() && self.one_in(2) {
            return self.pick(&variables);
        }
        if depth > 0 && self.one_in(5) {
            let functions: Vec<_> = self.functions.iter().filter(|(.., result)| *result == kind).cloned().collect();
            if !functions.is_empty() {
                let (name, types, _) = self.pick(&functions);
                let args: Vec<String> = types.iter().map(|kind| self.expr(*kind, depth - 1)).collect();
                return format!("{name}({})", args.join(", "));
            }
        }
        let rules: Vec<String> =
            self.rules.iter().filter(|(_, known)| *known == kind).map(|(name, _)| name.clone()).collect();
        if !rules.is_empty() && self.one_in(4) {
            return self.pick(&rules);
        }
        if depth == 0 { self.leaf(kind) } else { self.inner(kind, depth - 1) }
    }

    fn leaf(&mut self, kind: Type) -> String {
        match kind {
            Number => self.pick(&["0", "1", "2.5", "-1", "input.n", "input.xs[0]", "input.xs[1]"]).to_owned(),
            Text => {
                let word = format!("{:?}", self.pick(&WORDS));
                self.pick(&[word, "input.s".to_owned(), "input.ss[0]".to_owned()])
            }
            Flag => self.pick(&["true", "false", "input.f", "1 < 2"]).to_owned(),
            Numbers => self.pick(&["input.xs", "input.ys", "[3, 1, 2]", "[]"]).to_owned(),
            Texts => self.pick(&["input.ss", r#"["b", "a"]"#, "[]"]).to_owned(),
            TextSet => self.pick(&[r#"{"a", "b"}"#, "set()", "{input.s}"]).to_owned(),
            Counts => self.pick(&["input.counts", r#"{"a": 1, "ab": 2}"#, "{}"]).to_owned(),
            Item => format!("input.items[{:?}]", self.pick(&WORDS)),
            Items => "input.items".to_owned(),
        }
    }

    fn inner(&mut self, kind: Type, depth: usize) -> String {
        let mut of = |kind| self.expr(kind, depth);
        let (number, other) = (of(Number), of(Number));
        let (text, part) = (of(Text), of(Text));
        let choice = self.next();
        let all = match kind {
            Number => vec![
                format!("({number} + {other})"),
                format!("({number} - {other})"),
                format!("({number} * {other})"),
                format!("count({})", self.expr(Texts, depth)),
                format!("count({text})"),
                format!("sum({})", self.expr(Numbers, depth)),
                format!("max({})", self.expr(Numbers, depth)),
                format!("{}[{text}]", self.collection_of_counts(depth)),
                format!("object.get({}, {text}, {number})", self.collection_of_counts(depth)),
                format!("floor({number})"),
                format!("abs({number})"),
                format!("({number} / 2)"),
            ],
            Text => vec![
                format!("concat({part}, {})", self.expr(Texts, depth)),
                format!("sprintf(\"%v-%s\", [{number}, {text}])"),
                format!("sprintf(\"%v\", [{}])", self.expr(Counts, depth)),
                format!("lower({text})"),
                format!("upper({text})"),
                format!("replace({text}, \"a\", {part})"),
                format!("trim({text}, \"ab\")"),
                format!("trim_prefix({text}, {part})"),
                format!("substring({text}, 1, 2)"),
                format!("regex.replace({text}, `[a-c]+`, \"<$0>\")"),
                format!("{}[0]", self.indexed(depth)),
                format!("object.get({{\"s\": {text}}}, \"s\", {part})"),
            ],
            Flag => vec![
                format!("({number} < {other})"),
                format!("({number} == {other})"),
                format!("({number} != {other})"),
                format!("({text} >= {part})"),
                format!("({text} in {})", self.expr(TextSet, depth)),
                format!("({number} in {})", self.expr(Numbers, depth)),
                format!("contains({text}, {part})"),
                format!("startswith({text}, {part})"),
                format!("regex.match(`^[a-z]*\\d?$`, {text})"),
                format!("is_string({})", self.reference()),
                format!("({text}, {number} in {})", self.expr(Counts, depth)),
                format!("({} == {})", self.expr(Texts, depth), self.expr(Texts, depth)),
            ],
            Numbers => vec![
                format!("[{number}, {other}]"),
                format!("sort({})", self.expr(Numbers, depth)),
                format!("array.concat({}, {})", self.expr(Numbers, depth), self.expr(Numbers, depth)),
                format!("array.slice({}, 1, 3)", self.expr(Numbers, depth)),
                "numbers.range(1, 3)".to_owned(),
                self.comprehension("[", Number, "]", depth),
            ],
            Texts => vec![
                format!("[{text}, {part}]"),
                format!("split({text}, \"b\")"),
                format!("sort({})", self.expr(TextSet, depth)),
                format!("regex.find_n(`[a-z]`, {text}, -1)"),
                format!("array.concat({}, {})", self.expr(Texts, depth), self.expr(Texts, depth)),
                self.comprehension("[", Text, "]", depth),
            ],
            TextSet => vec![
                format!("{{{text}, {part}}}"),
                format!("({} | {})", self.expr(TextSet, depth), self.expr(TextSet, depth)),
                format!("({} & {})", self.expr(TextSet, depth), self.expr(TextSet, depth)),
                format!("({} - {})", self.expr(TextSet, depth), self.expr(TextSet, depth)),
                format!("object.keys({})", self.expr(Counts, depth)),
                self.comprehension("{", Text, "}", depth),
            ],
            Counts => vec![
                format!("{{\"a\": {number}, \"b\": {other}}}"),
                format!("object.union({}, {})", self.expr(Counts, depth), self.expr(Counts, depth)),
                format!("object.remove({}, {})", self.expr(Counts, depth), self.expr(Texts, depth)),
                self.comprehension("{", Counts, "}", depth),
            ],
            Item | Items => vec![self.leaf(kind)],
        };
        // In regorus `x in y` is false where `y` is undefined.
        let fits = |text: &&String| !(self.plain && kind == Flag && text.contains(" in "));
        let all: Vec<&String> = all.iter().filter(fits).collect();
        all.get(choice as usize % all.len().max(1)).map_or_else(|| "true".to_owned(), |text| (*text).clone())
    }

    fn collection_of_counts(&mut self, depth: usize) -> String {
        // An index needs a name or a call in front of it.
        let name = self.named(Counts);
        if name.is_empty() || depth == 0 { "input.counts".to_owned() } else { self.pick(&name) }
    }

    fn indexed(&mut self, depth: usize) -> String {
        let names = self.named(Texts);
        if names.is_empty() || depth == 0 { "input.ss".to_owned() } else { self.pick(&names) }
    }

    fn comprehension(&mut self, open: &str, kind: Type, close: &str, depth: usize) -> String {
        let outer = self.variables.len();
        let text = if kind == Counts {
            let (key, value) = (self.fresh(), self.fresh());
            let from = self.expr(Counts, depth);
            self.variables.push((key.clone(), Text));
            self.variables.push((value.clone(), Number));
            let body = self.statement(depth, false);
            let result = self.expr(Number, depth);
            format!("{open}{key}: {result} | some {key}, {value} in {from}; {body}{close}")
        } else {
            let (from, inner) = self.collection(depth);
            let name = self.fresh();
            self.variables.push((name.clone(), inner));
            let body = self.statement(depth, true);
            let result = self.fresh();
            let value = self.expr(kind, depth);
            format!("{open}{result} | some {name} in {from}; {body}; {result} := {value}{close}")
        };
        self.variables.truncate(outer);
        text
    }
}
