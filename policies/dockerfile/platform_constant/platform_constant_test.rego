package policies.dockerfile.platform_constant_test

import data.policies.dockerfile.platform_constant as rule
import data.policies.lib.fixtures_test as f

_count(platform) := found if {
	found := count(rule.deny) with input as f.dockerfile([object.union(f.stage("a:1", []), {"from": {"platform": platform}})])
}

test_constant if {
	_count("arm64") == 1
	_count("linux/amd64") == 1
}

test_variable_or_none if {
	_count("$BUILDPLATFORM") == 0
	_count("linux/${ARCH}") == 0
	_count(null) == 0
}
