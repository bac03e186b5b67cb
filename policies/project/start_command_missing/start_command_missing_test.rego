package policies.project.start_command_missing_test

import data.policies.lib.example
import data.policies.lib.fixtures_test as f
import data.policies.project.start_command_missing as rule

_count(attributes, effect) := found if {
	build := f.build([f.with_effect(f.stage("x", []), effect)])
	found := count(rule.deny) with input as example.project_with([example.service("web", attributes, {"build": "Dockerfile"})], {"builds": {"Dockerfile": build}})
}

_distroless(name) := {"base": f.image(concat("", ["gcr.io/distroless/", name]))}

_scratch := {"base": null, "base_kind": "scratch"}

test_nothing_to_run if {
	_count({}, _scratch) == 1
	_count({}, _distroless("static-debian12:nonroot")) == 1
	_count({}, _distroless("base")) == 1
}

test_images_with_a_program if {
	_count({}, _distroless("nodejs22-debian12")) == 0
	_count({}, {}) == 0
}
