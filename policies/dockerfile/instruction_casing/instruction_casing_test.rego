package policies.dockerfile.instruction_casing_test

import data.policies.dockerfile.instruction_casing as rule
import data.policies.lib.fixtures_test as f

_deny(keywords) := found if {
	steps := [object.union(f.instruction(upper(raw), {}), {"keyword_raw": raw}) | some raw in array.slice(keywords, 1, count(keywords))]
	stage := f.stage("a:1", steps)
	found := rule.deny with input as f.dockerfile([object.union(stage, {"from": {"keyword_raw": keywords[0]}})])
}

test_mixed if {
	count(_deny(["From", "RUN"])) == 1
	count(_deny(["FROM", "copy", "COPY"])) == 1
	count(_deny(["FROM", "copy", "copy"])) == 1
}

test_one_case if {
	count(_deny(["FROM", "COPY"])) == 0
	count(_deny(["from", "copy"])) == 0
}
