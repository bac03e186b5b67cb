//! Programs as bytes: constants and a table of contents come first and are read at once, each definition is read when it is first used.
//!
//! Numbers are LEB128; places within a definition are told as lines after its first.

mod reader;
mod writer;

pub(crate) use reader::{definitions, read};
pub(crate) use writer::write;

/// What the bytes begin with. It changes with every change of the layout.
const MAGIC: &[u8] = concat!("plimsoll-rego ", env!("CARGO_PKG_VERSION"), " 3\n").as_bytes();

/// What a value, an expression, a statement begins with.
mod tag {
    pub(super) const NULL: u8 = 0;
    pub(super) const FALSE: u8 = 1;
    pub(super) const TRUE: u8 = 2;
    pub(super) const INT: u8 = 3;
    pub(super) const BIG: u8 = 4;
    pub(super) const FLOAT: u8 = 5;
    pub(super) const TEXT: u8 = 6;
    pub(super) const ARRAY: u8 = 7;
    pub(super) const OBJECT: u8 = 8;
    pub(super) const SET: u8 = 9;
    pub(super) const UNDEFINED: u8 = 10;

    pub(super) const CONST: u8 = 0;
    pub(super) const SLOT: u8 = 1;
    pub(super) const INPUT: u8 = 2;
    pub(super) const DATA: u8 = 3;
    pub(super) const PATH: u8 = 4;
    pub(super) const INDEX: u8 = 5;
    pub(super) const RULE: u8 = 6;
    pub(super) const CALL: u8 = 7;
    pub(super) const BUILTIN: u8 = 8;
    pub(super) const ARRAY_EXPR: u8 = 9;
    pub(super) const SET_EXPR: u8 = 10;
    pub(super) const OBJECT_EXPR: u8 = 11;
    pub(super) const ARRAY_OF: u8 = 12;
    pub(super) const SET_OF: u8 = 13;
    pub(super) const OBJECT_OF: u8 = 14;
    pub(super) const COMPARE: u8 = 15;
    pub(super) const OPERATE: u8 = 16;
    pub(super) const IN: u8 = 17;
    pub(super) const PAIR_IN: u8 = 18;
    pub(super) const SPARSE: u8 = 19;

    pub(super) const HOLDS: u8 = 0;
    pub(super) const NOT: u8 = 1;
    pub(super) const LET: u8 = 2;
    pub(super) const EACH: u8 = 3;
    pub(super) const EVERY: u8 = 4;
    pub(super) const MATCH: u8 = 5;
    pub(super) const WITH: u8 = 6;

    pub(super) const ANY: u8 = 0;
    pub(super) const BIND: u8 = 1;
    pub(super) const EQUAL: u8 = 2;
    pub(super) const ARRAY_FORM: u8 = 3;
    pub(super) const OBJECT_FORM: u8 = 4;
}

/// In the order of their numbers in the bytes.
const COMPARISONS: [crate::tree::Comparison; 6] = {
    use crate::tree::Comparison::*;
    [Equal, Unequal, Less, LessOrEqual, Greater, GreaterOrEqual]
};

/// In the order of their numbers in the bytes.
const OPERATORS: [crate::tree::Operator; 7] = {
    use crate::tree::Operator::*;
    [Add, Subtract, Multiply, Divide, Modulo, Union, Intersection]
};

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use crate::{Budget, Compiler, Evaluator, Program};

    const TEXT: &str = r#"package t
import data.facts

names := {"a": {1, 2}, "b": [1.5, null, 18446744073709551616]}

f(x, "k", _) := x + 1 if x > 0
else := 0

p contains e if {
	some key, e in input.xs
	not startswith(e, "z")
	every c in [e] { c != key }
}

q[k] := object.get(names, k, facts.other) if some k in ["a", "c"]

r[k] contains v if some k, v in input.xs

all := [p, q, r, f(1, "k", 2), f(-1, "k", 2), {n: m | some n, m in names}, names.b[0], 1 in names.a, 0, 1.5 in names.b, {1} | {2}]
"#;

    fn program() -> Program {
        let facts = json!({"other": ["x"]});
        let compiler = Compiler::new().module("t.rego", TEXT).expect("Rego").data("facts", &facts).expect("data");
        compiler.compile(&["data.t.all"]).unwrap_or_else(|all| panic!("{all:?}"))
    }

    fn answer(program: Program) -> String {
        let mut evaluator = Evaluator::new(Arc::new(program), Budget::default());
        evaluator.set_input(&json!({"xs": ["a", "zz", "b"]})).expect("fits");
        serde_json::to_string(&evaluator.eval("data.t.all").expect("no error")).expect("JSON")
    }

    #[test]
    fn what_is_read_answers_as_what_was_written() {
        let bytes = program().to_bytes();
        let read = Program::from_bytes(bytes.clone()).expect("sound");
        assert_eq!(read.places().expect("sound"), program().places().expect("sound"));
        assert_eq!(answer(read), answer(program()));
        let expected = r#"[["a","b"],{"a":[1,2],"c":["x"]},{"0":["a"],"1":["zz"],"2":["b"]},2,0,"#;
        assert!(answer(program()).starts_with(expected), "{}", answer(program()));
        assert_eq!(bytes, program().to_bytes(), "the same bytes from the same modules");
    }

    #[test]
    fn damaged_bytes_are_an_error_and_never_a_panic() {
        let bytes = program().to_bytes();
        for end in 0..bytes.len() {
            if let Ok(read) = Program::from_bytes(bytes[..end].to_vec()) {
                let _told = read.places();
            }
        }
        for index in 0..bytes.len() {
            for by in [1, 0x55, 0x80] {
                let mut broken = bytes.clone();
                broken[index] ^= by;
                let Ok(read) = Program::from_bytes(broken) else { continue };
                let mut evaluator = Evaluator::new(Arc::new(read), Budget { steps: 10_000, ..Budget::default() });
                evaluator.set_input(&json!({"xs": ["a", "zz", "b"]})).expect("fits");
                let _told = evaluator.eval("data.t.all").map(drop);
            }
        }
    }
}
