package policies.project.build_target_missing_test

import data.policies.lib.example
import data.policies.project.build_target_missing as rule

import data.policies.lib.fixtures_test as f

_found(target, index) := found if {
	service := example.service("web", {"build": {"target": target}}, {"build": "d"})
	build := object.union(f.build([f.named("base", f.stage("alpine:3.20", []))]), {"target": target, "target_stage": index})
	found := rule.deny with input as example.project_with([service], {"builds": {"d": build}})
}

test_no_such_stage if example.marks(_found("prod", null)) == {"/services/web/build/target"}

test_last_stage if count(_found(null, 0)) == 0
