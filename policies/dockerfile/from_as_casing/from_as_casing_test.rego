package policies.dockerfile.from_as_casing_test

import data.policies.dockerfile.from_as_casing as rule
import data.policies.lib.fixtures_test as f

_count(keyword, word) := found if {
	found := count(rule.deny) with input as f.dockerfile([object.union(f.stage("a:1", []), {"from": {"keyword_raw": keyword, "as_raw": word}})])
}

test_different if {
	_count("FROM", "as") == 1
	_count("from", "AS") == 1
}

test_same if {
	_count("FROM", "AS") == 0
	_count("from", "as") == 0
	_count("FROM", null) == 0
}
