package policies.dockerfile.stage_name_duplicate_test

import data.policies.dockerfile.stage_name_duplicate as rule
import data.policies.lib.fixtures_test as f

_stage(name) := f.named(name, f.stage("a:1", []))

test_same_name if {
	f.places(rule.deny) == {"/builds/Dockerfile/stages/1"} with input as f.dockerfile([_stage("build"), _stage("Build")])
}

test_different_names if {
	count(rule.deny) == 0 with input as f.dockerfile([_stage("a"), _stage("b"), f.stage("a:1", []), f.stage("a:1", [])])
}
