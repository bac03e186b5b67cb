package policies.dockerfile.platform_redundant_test

import data.policies.dockerfile.platform_redundant as rule
import data.policies.lib.fixtures_test as f

_count(platform) := found if {
	found := count(rule.deny) with input as f.dockerfile([object.union(f.stage("a:1", []), {"from": {"platform": platform}})])
}

test_redundant if {
	_count("$TARGETPLATFORM") == 1
	_count("${TARGETPLATFORM}") == 1
}

test_others if {
	_count("$BUILDPLATFORM") == 0
	_count(null) == 0
}
