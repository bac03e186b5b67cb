package policies.project.platform_mismatch_test

import data.policies.project.platform_mismatch as rule
import data.policies.lib.fixtures_test as f

_count(wanted, built) := found if {
	stage := object.union(f.stage("a:1", []), {"from": {"platform": built}})
	project := object.union(f.dockerfile([stage]), f.service({"platform": wanted, "facts": {"build": "Dockerfile"}}))
	found := count(rule.deny) with input as object.union(project, {"builds": f.dockerfile([stage]).builds})
}

test_mismatch if {
	_count("linux/arm64", "linux/amd64") == 1
}

test_same_or_open if {
	_count("linux/amd64", "amd64") == 0
	_count("linux/arm64/v8", "linux/arm64") == 0
	_count("linux/arm64", "$BUILDPLATFORM") == 0
	_count("linux/arm64", null) == 0
}
