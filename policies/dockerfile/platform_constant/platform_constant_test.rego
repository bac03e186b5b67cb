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

_named(name, platform) := found if {
	stage := object.union(f.stage("a:1", []), {"name": name, "from": {"platform": platform}})
	found := count(rule.deny) with input as f.dockerfile([stage])
}

test_stage_named_for_it if {
	_named("build_arm64", "linux/arm64") == 0
	_named("windows-tools", "windows/amd64") == 0
	_named("build", "linux/arm64") == 1
	_named("build", "linux/") == 1
}

test_variable_or_none if {
	_count("$BUILDPLATFORM") == 0
	_count("linux/${ARCH}") == 0
	_count(null) == 0
}
