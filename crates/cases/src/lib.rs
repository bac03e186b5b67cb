//! Tests of rules: cases written as text and the examples beside a rule, both through the real loader, and mutants that tests must find out.
//!
//! `<rule>_test.md` lies beside `<rule>.rego`; docs/policies.md says how it is written.

mod case;
mod examples;
mod judge;
mod parse;
mod run;
mod score;

pub use self::parse::MAX_CASES;
pub use self::run::{Run, Tested, inputs, run};
pub use self::score::{RuleScore, Sample, Score, percent, score};
