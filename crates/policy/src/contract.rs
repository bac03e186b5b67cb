//! Policies held against the schema of their input: what a rule asks for must be something that a project can have.

use std::collections::BTreeSet;

use plimsoll_typing::{Answers, Contract, Policy, check};

use super::PolicyError;
use super::check::Checked;

/// What `input` is where one project is judged.
const PROJECT: &str = include_str!("../schemas/input.json");

/// What it is where the environments of an application are.
const ENVIRONMENTS: &str = include_str!("../schemas/input_environments.json");

/// Every place in the judged policies, tests left out, that asks for what there never is, in order of files and lines. Rules at the paths of
/// `environments` judge environments; all others, and what no rule is, see one project.
pub(super) fn complaints(policies: &[Checked<'_>], environments: &BTreeSet<String>) -> Vec<PolicyError> {
    let of = |schema: &str, is_judged: &dyn Fn(&Checked<'_>) -> bool| {
        let texts = policies.iter().filter(|policy| !policy.path.ends_with("_test.rego"));
        let all: Vec<Policy<'_>> = texts
            .filter(|policy| !environments.contains(policy.path) || is_judged(policy))
            .map(|policy| Policy {
                path: policy.path,
                module: &policy.syntax.module,
                judged: policy.judged && is_judged(policy),
            })
            .collect();
        held(schema, &all)
    };
    let mut found = of(PROJECT, &|policy| !environments.contains(policy.path));
    if !environments.is_empty() {
        found.extend(of(ENVIRONMENTS, &|policy| environments.contains(policy.path)));
    }
    found.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
    found
}

fn held(schema: &str, policies: &[Policy<'_>]) -> Vec<PolicyError> {
    let schema = serde_json::from_str(schema).expect("internal: the schema of an input is JSON");
    let contract = Contract::new(&schema).expect("internal: the schema of an input leads somewhere");
    let path = policies.iter().find(|policy| policy.judged).map_or("policies", |policy| policy.path);
    match check(&contract, policies, &[Answers { rule: "deny", member: "at" }]) {
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
