package policies.project.dockerfile_unreferenced_test

import data.policies.lib.fixtures_test as f
import data.policies.project.dockerfile_unreferenced as rule

_found(kind, neighbours) := found if {
	result := rule.deny with input as object.union(f.dockerfile([f.stage("a:1", [])]), {"kind": kind, "neighbours": neighbours})
	found := f.places(result)
}

test_alone if _found("dockerfile", ["compose.yaml"]) == {"/builds/Dockerfile/stages/0/from"}

test_built if _found("compose", []) == set()
