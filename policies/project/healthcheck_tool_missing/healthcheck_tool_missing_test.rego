package policies.project.healthcheck_tool_missing_test

import data.policies.lib.example
import data.policies.lib.fixtures_test as f
import data.policies.project.healthcheck_tool_missing as rule

_service(tag, tool, build) := example.service("web", {}, {
	"base_image": example.image("/services/web/image", "library/node", {"tag": tag, "text": concat(":", ["node", tag])}),
	"build": build,
	"healthcheck": {"state": "defined", "test": {"at": "/services/web/healthcheck/test", "commands": [f.command(concat(" ", [tool, "x"]), 0, null)]}},
})

_found(service) := found if {
	result := rule.deny with input as example.project([service])
	found := example.marks(result)
}

_built(text) := found if {
	result := rule.deny with input as example.project_with([_service("22-alpine", "curl", "Dockerfile")], {"builds": {"Dockerfile": object.union(f.build([f.stage("node:22-alpine", [f.run([text])])]), {"services": ["web"]})}})
	found := example.marks(result)
}

test_missing if _found(_service("22-alpine", "curl", null)) == {"/services/web/healthcheck/test"}

test_there if {
	_found(_service("22-alpine", "wget", null)) == set()
	_found(_service("22", "curl", null)) == set()
}

test_slim_has_neither if _found(_service("22-slim", "wget", null)) == {"/services/web/healthcheck/test"}

test_not_installed if _built("apk add git") == {"/services/web/healthcheck/test"}
