//! Policies held against the schema of their input: what a rule asks for must be something that a project can have.

use plimsoll_typing::{Answers, Contract, Policy, check};

use super::PolicyError;
use super::check::Checked;

/// What `input` is.
const SCHEMA: &str = include_str!("../schemas/input.json");

/// Every place in the judged policies, tests left out, that asks for what there never is, in order of files and lines.
pub(super) fn complaints(policies: &[Checked<'_>]) -> Vec<PolicyError> {
    let schema = serde_json::from_str(SCHEMA).expect("internal: schemas/input.json is JSON");
    let contract = Contract::new(&schema).expect("internal: schemas/input.json leads somewhere");
    let policies: Vec<Policy<'_>> = policies
        .iter()
        .filter(|policy| !policy.path.ends_with("_test.rego"))
        .map(|policy| Policy { path: policy.path, module: &policy.syntax.module, judged: policy.judged })
        .collect();
    let path = policies.iter().find(|policy| policy.judged).map_or("policies", |policy| policy.path);
    match check(&contract, &policies, &[Answers { rule: "deny", member: "at" }]) {
        Ok(found) => found
            .into_iter()
            .map(|complaint| {
                let error = PolicyError::new("policy-type", complaint.path, complaint.message).line(complaint.line);
                error.help(
                    complaint.help.unwrap_or_else(|| "docs/policies.md says where the input is described".to_owned()),
                )
            })
            .collect(),
        Err(error) => vec![
            PolicyError::new("policy-too-deep", path, error.to_string())
                .help("let functions call fewer others, with fewer kinds of things"),
        ],
    }
}
