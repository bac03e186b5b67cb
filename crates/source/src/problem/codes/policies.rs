//! Codes of problems in policies.

use super::Code;

#[rustfmt::skip]
pub(super) const CODES: &[Code] = &[
    Code {
        code: "policy-arity",
        what: "a function with another number of arguments",
        why: "What the policy would have judged is not judged by it; a rule that fails is never a pass.",
        ways: &[
            "correct the policy at the place that is named",
            "docs/policies.md says how a policy is written",
        ],
    },
    Code {
        code: "policy-compile",
        what: "a policy that does not compile",
        why: "What the policy would have judged is not judged by it; a rule that fails is never a pass.",
        ways: &[
            "correct the policy at the place that is named",
            "docs/policies.md says how a policy is written",
        ],
    },
    Code {
        code: "policy-data",
        what: "a data file that cannot be read",
        why: "What the policy would have judged is not judged by it; a rule that fails is never a pass.",
        ways: &[
            "correct the policy at the place that is named",
            "docs/policies.md says how a policy is written",
        ],
    },
    Code {
        code: "policy-dialect",
        what: "a policy in a dialect that is not read",
        why: "What the policy would have judged is not judged by it; a rule that fails is never a pass.",
        ways: &[
            "correct the policy at the place that is named",
            "docs/policies.md says how a policy is written",
        ],
    },
    Code {
        code: "policy-failed",
        what: "a policy that failed while it ran",
        why: "What the policy would have judged is not judged by it; a rule that fails is never a pass.",
        ways: &[
            "correct the policy at the place that is named",
            "docs/policies.md says how a policy is written",
        ],
    },
    Code {
        code: "policy-framework",
        what: "a framework that is not right",
        why: "What the policy would have judged is not judged by it; a rule that fails is never a pass.",
        ways: &[
            "correct the policy at the place that is named",
            "docs/policies.md says how a policy is written",
        ],
    },
    Code {
        code: "policy-hidden-rule",
        what: "a rule that another one hides",
        why: "What the policy would have judged is not judged by it; a rule that fails is never a pass.",
        ways: &[
            "correct the policy at the place that is named",
            "docs/policies.md says how a policy is written",
        ],
    },
    Code {
        code: "policy-metadata",
        what: "METADATA that is not right",
        why: "What the policy would have judged is not judged by it; a rule that fails is never a pass.",
        ways: &[
            "correct the policy at the place that is named",
            "docs/policies.md says how a policy is written",
        ],
    },
    Code {
        code: "policy-nothing",
        what: "a source without a rule",
        why: "What the policy would have judged is not judged by it; a rule that fails is never a pass.",
        ways: &[
            "correct the policy at the place that is named",
            "docs/policies.md says how a policy is written",
        ],
    },
    Code {
        code: "policy-recursion",
        what: "rules that call each other",
        why: "What the policy would have judged is not judged by it; a rule that fails is never a pass.",
        ways: &[
            "correct the policy at the place that is named",
            "docs/policies.md says how a policy is written",
        ],
    },
    Code {
        code: "policy-replaces",
        what: "a policy that takes the place of ours unasked",
        why: "What the policy would have judged is not judged by it; a rule that fails is never a pass.",
        ways: &[
            "correct the policy at the place that is named",
            "docs/policies.md says how a policy is written",
        ],
    },
    Code {
        code: "policy-style",
        what: "a policy in a form that is not taken",
        why: "What the policy would have judged is not judged by it; a rule that fails is never a pass.",
        ways: &[
            "correct the policy at the place that is named",
            "docs/policies.md says how a policy is written",
        ],
    },
    Code {
        code: "policy-syntax",
        what: "a policy that is no Rego",
        why: "What the policy would have judged is not judged by it; a rule that fails is never a pass.",
        ways: &[
            "correct the policy at the place that is named",
            "docs/policies.md says how a policy is written",
        ],
    },
    Code {
        code: "policy-too-deep",
        what: "a policy nested too deeply",
        why: "What the policy would have judged is not judged by it; a rule that fails is never a pass.",
        ways: &[
            "correct the policy at the place that is named",
            "docs/policies.md says how a policy is written",
        ],
    },
    Code {
        code: "policy-twice",
        what: "two policies of one name",
        why: "What the policy would have judged is not judged by it; a rule that fails is never a pass.",
        ways: &[
            "correct the policy at the place that is named",
            "docs/policies.md says how a policy is written",
        ],
    },
    Code {
        code: "policy-type",
        what: "a policy that asks for what the model has not",
        why: "What the policy would have judged is not judged by it; a rule that fails is never a pass.",
        ways: &[
            "correct the policy at the place that is named",
            "docs/policies.md says how a policy is written",
        ],
    },
    Code {
        code: "policy-unknown-function",
        what: "a function that does not exist",
        why: "What the policy would have judged is not judged by it; a rule that fails is never a pass.",
        ways: &[
            "correct the policy at the place that is named",
            "docs/policies.md says how a policy is written",
        ],
    },
    Code {
        code: "policy-unknown-rule",
        what: "a rule that does not exist",
        why: "What the policy would have judged is not judged by it; a rule that fails is never a pass.",
        ways: &[
            "correct the policy at the place that is named",
            "docs/policies.md says how a policy is written",
        ],
    },
    Code {
        code: "policy-unreadable",
        what: "a policy that cannot be read",
        why: "What the policy would have judged is not judged by it; a rule that fails is never a pass.",
        ways: &[
            "correct the policy at the place that is named",
            "docs/policies.md says how a policy is written",
        ],
    },
    Code {
        code: "policy-budget",
        what: "a policy that takes too long",
        why: "What the policy would have judged is not judged by it; a rule that fails is never a pass.",
        ways: &[
            "correct the policy at the place that is named",
            "docs/policies.md says how a policy is written",
        ],
    },
    Code {
        code: "policy-finding",
        what: "an answer that is no finding",
        why: "What the policy would have judged is not judged by it; a rule that fails is never a pass.",
        ways: &[
            "correct the policy at the place that is named",
            "docs/policies.md says how a policy is written",
        ],
    },
    Code {
        code: "policy-left-out",
        what: "a source of policies that is left out",
        why: "What the policy would have judged is not judged by it; a rule that fails is never a pass.",
        ways: &[
            "correct the policy at the place that is named",
            "docs/policies.md says how a policy is written",
        ],
    },
    Code {
        code: "policy-replaced",
        what: "policies that take the place of ours",
        why: "A source was allowed to replace what plimsoll ships; the controls of our frameworks do not follow a replaced rule.",
        ways: &[
            "`custom.controls` in its METADATA claims the controls",
            "docs/policies.md says how a policy is written",
        ],
    },
    Code {
        code: "policy-subject",
        what: "a finding about another kind of subject",
        why: "What the policy would have judged is not judged by it; a rule that fails is never a pass.",
        ways: &[
            "correct the policy at the place that is named",
            "docs/policies.md says how a policy is written",
        ],
    },
    Code {
        code: "finding-without-place",
        what: "a finding that no file stands behind",
        why: "What the policy would have judged is not judged by it; a rule that fails is never a pass.",
        ways: &[
            "correct the policy at the place that is named",
            "docs/policies.md says how a policy is written",
        ],
    },
];
