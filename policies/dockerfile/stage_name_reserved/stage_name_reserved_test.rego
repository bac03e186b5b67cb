package policies.dockerfile.stage_name_reserved_test

import data.policies.dockerfile.stage_name_reserved as rule
import data.policies.lib.fixtures_test as f

test_reserved if {
	count(rule.deny) == 2 with input as f.dockerfile([f.named("scratch", f.stage("a:1", [])), f.named("Context", f.stage("a:1", []))])
}

test_others if {
	count(rule.deny) == 0 with input as f.dockerfile([f.named("base", f.stage("a:1", [])), f.stage("a:1", [])])
}
