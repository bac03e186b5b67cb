package policies.project.build_arg_unknown_test

import data.policies.lib.example
import data.policies.project.build_arg_unknown as rule

import data.policies.lib.fixtures_test as f

_found(name) := found if {
	service := example.service("web", {"build": {"context": ".", "args": {name: "1"}}}, {"build": "Dockerfile"})
	trigger := {"keyword": "ARG", "pairs": [{"key": "HELD"}]}
	build := f.build([f.stage("alpine:3.20", [f.pair("ARG", "VERSION", null), f.instruction("ONBUILD", {"trigger": trigger})])])
	found := rule.deny with input as example.project_with([service], {"builds": {"Dockerfile": object.union(build, {"global_args": [{"key": "BASE"}]})}})
}

test_unknown if example.marks(_found("VERSOIN")) == {"/services/web/build/args/VERSOIN"}

test_declared if {
	every name in ["VERSION", "BASE", "HELD"] {
		count(_found(name)) == 0
	}
}

test_predefined if {
	every name in ["HTTP_PROXY", "no_proxy", "BUILDKIT_INLINE_CACHE", "SOURCE_DATE_EPOCH"] {
		count(_found(name)) == 0
	}
}
