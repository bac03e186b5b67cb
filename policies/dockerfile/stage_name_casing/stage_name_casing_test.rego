package policies.dockerfile.stage_name_casing_test

import data.policies.dockerfile.stage_name_casing as rule
import data.policies.lib.fixtures_test as f

test_upper if {
	count(rule.deny) == 1 with input as f.dockerfile([f.named("Build", f.stage("a:1", []))])
}

test_lower if {
	count(rule.deny) == 0 with input as f.dockerfile([f.named("build", f.stage("a:1", [])), f.stage("a:1", [])])
}
