package policies.dockerfile.definition_description_test

import data.policies.dockerfile.definition_description as rule
import data.policies.lib.fixtures_test as f

_count(comment) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [object.union(f.pair("ARG", "A", "1"), {"comment": comment})])])
}

test_other_comment if {
	_count("# the version") == 1
	stage := f.named("build", f.stage("a:1", []))
	count(rule.deny) == 1 with input as f.dockerfile([object.union(stage, {"from": {"comment": "compiles"}})])
}

test_description if {
	_count("# A is the version") == 0
	_count(null) == 0
	_count("#") == 0
}
