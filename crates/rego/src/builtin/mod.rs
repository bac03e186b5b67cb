//! Built-in functions. What OPA calls an error of a built-in function is one here too, and never an undefined value.

mod collections;
mod glob;
mod numbers;
mod objects;
mod patterns;
mod sprintf;
mod text;
mod types;
mod units;

use std::collections::HashMap;
use std::sync::Arc;

use crate::pattern::{MAX_TEXT, Pattern};
use crate::program::Program;
use crate::value::{Arena, Number, Span, Trouble, Value};

/// What a function gives; undefined where it has nothing to give.
pub(crate) type Answer = Result<Value, String>;

/// A built-in function.
pub(crate) struct Builtin {
    pub(crate) name: &'static str,
    pub(crate) arity: u8,
    /// Which argument is a pattern.
    pub(crate) pattern: Option<u8>,
    /// It goes through its arguments; others look one thing up in them, or only at their kind, and cost the same for large ones.
    pub(crate) reads: bool,
    /// It has several values, one after the other; `run` gives an array of them.
    pub(crate) is_relation: bool,
    pub(crate) run: fn(&mut Hands<'_>, &[Value]) -> Answer,
}

const fn of(name: &'static str, arity: u8, run: fn(&mut Hands<'_>, &[Value]) -> Answer) -> Builtin {
    Builtin { name, arity, pattern: None, reads: true, is_relation: false, run }
}

/// A function that costs the same for arguments of any size.
const fn glance(name: &'static str, arity: u8, run: fn(&mut Hands<'_>, &[Value]) -> Answer) -> Builtin {
    Builtin { name, arity, pattern: None, reads: false, is_relation: false, run }
}

/// A function that has several values.
const fn relation(name: &'static str, arity: u8, run: fn(&mut Hands<'_>, &[Value]) -> Answer) -> Builtin {
    Builtin { name, arity, pattern: None, reads: true, is_relation: true, run }
}

const fn with_pattern(
    name: &'static str,
    arity: u8,
    pattern: u8,
    run: fn(&mut Hands<'_>, &[Value]) -> Answer,
) -> Builtin {
    Builtin { name, arity, pattern: Some(pattern), reads: true, is_relation: false, run }
}

/// All of them, sorted by name.
pub(crate) static TABLE: &[Builtin] = &[
    of("abs", 1, numbers::abs),
    of("array.concat", 2, collections::concat),
    of("array.reverse", 1, collections::reverse),
    of("array.slice", 3, collections::slice),
    of("ceil", 1, numbers::ceil),
    of("concat", 2, text::concat),
    of("contains", 2, text::contains),
    glance("count", 1, collections::count),
    of("endswith", 2, text::endswith),
    of("floor", 1, numbers::floor),
    of("format_int", 2, numbers::format_int),
    of("glob.match", 3, glob::matches),
    of("graph.reachable", 2, objects::reachable),
    of("indexof", 2, text::indexof),
    of("indexof_n", 2, text::indexof_n),
    of("intersection", 1, collections::intersection),
    glance("is_array", 1, types::is_array),
    glance("is_boolean", 1, types::is_boolean),
    glance("is_null", 1, types::is_null),
    glance("is_number", 1, types::is_number),
    glance("is_object", 1, types::is_object),
    glance("is_set", 1, types::is_set),
    glance("is_string", 1, types::is_string),
    of("json.marshal", 1, types::json_marshal),
    of("lower", 1, text::lower),
    of("max", 1, collections::max),
    of("min", 1, collections::min),
    of("numbers.range", 2, numbers::range),
    of("object.filter", 2, objects::filter),
    glance("object.get", 3, objects::get),
    of("object.keys", 1, objects::keys),
    of("object.remove", 2, objects::remove),
    of("object.subset", 2, objects::subset),
    of("object.union", 2, objects::union),
    of("product", 1, numbers::product),
    with_pattern("regex.find_all_string_submatch_n", 3, 0, patterns::submatches),
    with_pattern("regex.find_n", 3, 0, patterns::find_n),
    of("regex.is_valid", 1, patterns::is_valid),
    with_pattern("regex.match", 2, 0, patterns::matches),
    with_pattern("regex.replace", 3, 1, patterns::replace),
    with_pattern("regex.split", 2, 0, patterns::split),
    of("replace", 3, text::replace),
    of("round", 1, numbers::round),
    of("sort", 1, collections::sort),
    of("split", 2, text::split),
    of("sprintf", 2, sprintf::sprintf),
    of("startswith", 2, text::startswith),
    of("strings.any_prefix_match", 2, text::any_prefix),
    of("strings.any_suffix_match", 2, text::any_suffix),
    of("strings.count", 2, text::count),
    of("strings.replace_n", 2, text::replace_n),
    of("strings.reverse", 1, text::reverse),
    of("substring", 3, text::substring),
    of("sum", 1, numbers::sum),
    of("to_number", 1, types::to_number),
    of("trim", 2, text::trim),
    of("trim_left", 2, text::trim_left),
    of("trim_prefix", 2, text::trim_prefix),
    of("trim_right", 2, text::trim_right),
    of("trim_space", 1, text::trim_space),
    of("trim_suffix", 2, text::trim_suffix),
    glance("type_name", 1, types::type_name),
    of("union", 1, collections::union),
    of("units.parse_bytes", 1, units::parse_bytes),
    of("upper", 1, text::upper),
    relation("walk", 1, objects::walk),
];

/// The place of a function in the table.
pub(crate) fn find(name: &str) -> Option<(u16, &'static Builtin)> {
    let place = TABLE.binary_search_by(|known| known.name.cmp(name)).ok()?;
    Some((place as u16, &TABLE[place]))
}

/// What to write instead of a function that is not there.
pub(crate) fn hint(name: &str) -> &'static str {
    match name {
        "print" | "trace" => "leave it out: nobody reads what is printed",
        "http.send" | "opa.runtime" | "rand.intn" | "time.now_ns" | "uuid.rfc4122" => {
            "take it from the input: an answer depends on nothing else"
        }
        _ => "the documentation of this crate lists those that are",
    }
}

/// What functions work with.
pub(crate) struct Hands<'h> {
    pub(crate) arena: &'h mut Arena,
    pub(crate) program: &'h Program,
    pub(crate) patterns: &'h mut Patterns,
}

/// Patterns that this evaluator has used, by the number of the name that they are; those that are no name are found by what they say.
#[derive(Debug, Clone, Default)]
pub(crate) struct Patterns {
    named: HashMap<u32, Arc<Pattern>>,
}

impl Hands<'_> {
    /// A text that may not be too large.
    fn made(&mut self, text: &str) -> Answer {
        if text.len() > MAX_TEXT {
            return Err(format!("makes more than {MAX_TEXT} bytes"));
        }
        Ok(self.arena.put(text))
    }

    fn text(&self, args: &[Value], index: usize) -> Result<&str, String> {
        self.arena.str(args[index]).ok_or_else(|| wrong(args, index, "string"))
    }

    fn array(&self, args: &[Value], index: usize) -> Result<Span, String> {
        if let Value::Array(span) = args[index] { Ok(span) } else { Err(wrong(args, index, "array")) }
    }

    fn object(&self, args: &[Value], index: usize) -> Result<Span, String> {
        if let Value::Object(span) = args[index] { Ok(span) } else { Err(wrong(args, index, "object")) }
    }

    fn elements(&self, args: &[Value], index: usize) -> Result<&[Value], String> {
        self.arena.elements(args[index]).ok_or_else(|| wrong(args, index, "array or set"))
    }

    fn number(&self, args: &[Value], index: usize) -> Result<Number, String> {
        self.arena.as_number(args[index]).ok_or_else(|| wrong(args, index, "number"))
    }

    fn integer(&self, args: &[Value], index: usize) -> Result<i64, String> {
        if let Value::Int(number) = args[index] { Ok(number) } else { Err(wrong(args, index, "integer number")) }
    }

    /// Numbers of an array or set.
    fn numbers(&self, args: &[Value], index: usize) -> Result<Vec<Number>, String> {
        let numbers = self.elements(args, index)?.iter().map(|value| self.arena.as_number(*value));
        numbers.collect::<Option<_>>().ok_or_else(|| format!("argument {} must have numbers only", index + 1))
    }

    fn put_number(&mut self, number: Result<Number, Trouble>) -> Answer {
        number.map(|number| self.arena.number(number)).map_err(|trouble| trouble.to_string())
    }

    fn pattern(&mut self, args: &[Value], index: usize) -> Result<Arc<Pattern>, String> {
        let Value::Text(number) = args[index] else { return Err(wrong(args, index, "string")) };
        if let Some(known) = self.patterns.named.get(&number) {
            return Ok(Arc::clone(known));
        }
        let text = self.arena.text(number);
        let pattern = self.program.pattern(text)?;
        if self.arena.named(text) == Some(number) {
            self.patterns.named.insert(number, Arc::clone(&pattern));
        }
        Ok(pattern)
    }
}

fn wrong(args: &[Value], index: usize, expected: &str) -> String {
    format!("argument {} must be {expected}, not {}", index + 1, args[index].type_name())
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::Arc;

    use serde_json::{Value as Json, json};

    use super::{TABLE, find};
    use crate::{Budget, Compiler, Evaluator};

    /// What an expression gives, its error, or `undefined`.
    pub(crate) fn ask(expression: &str) -> Result<Json, String> {
        let text = format!("package t\nx := {expression}\n");
        let compiler = Compiler::new().module("t.rego", &text).unwrap_or_else(|refusal| panic!("{refusal}"));
        let program = compiler.compile(&["data.t.x"]).unwrap_or_else(|all| panic!("{}", all[0]));
        let mut evaluator = Evaluator::new(Arc::new(program), Budget::default());
        evaluator.set_input(&json!({"none": null})).expect("fits");
        match evaluator.eval("data.t.x") {
            Ok(answer) => Ok(answer.map_or(json!("undefined"), |view| serde_json::to_value(view).expect("JSON"))),
            Err(error) => Err(error.message),
        }
    }

    /// Holds expressions against their values; an expected text that begins with `!` is part of an error.
    pub(crate) fn hold(cases: &[(&str, Json)]) {
        for (expression, expected) in cases {
            match (ask(expression), expected.as_str().and_then(|text| text.strip_prefix('!'))) {
                (Err(found), Some(error)) => assert!(found.contains(error), "{expression}: {found}"),
                (found, _) => assert_eq!(found.as_ref(), Ok(expected), "{expression}"),
            }
        }
    }

    #[test]
    fn the_table_is_sorted() {
        assert!(TABLE.windows(2).all(|pair| pair[0].name < pair[1].name));
        assert!(find("count").is_some_and(|(_, known)| known.arity == 1) && find("http.send").is_none());
    }

    #[test]
    fn what_is_undefined_makes_a_call_undefined() {
        hold(&[("count(input.missing)", json!("undefined")), ("object.get({}, 1, input.missing)", json!("undefined"))]);
    }
}
