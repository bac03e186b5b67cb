package policies.dockerfile.healthcheck_external_target_test

import data.policies.lib.fixtures_test as f
import data.policies.dockerfile.healthcheck_external_target as rule

_command(text) := object.union(f.command(text, 0, null), {"args": [object.union(each, {"at": "/test"}) | some each in f.command(text, 0, null).args]})

_found(text) := found if {
	check := f.instruction("HEALTHCHECK", {"healthcheck": {"state": "defined", "test": {"at": "/test", "words": split(text, " "), "commands": [_command(text)]}}})
	result := rule.deny with input as f.dockerfile([f.stage("alpine:3.20", [check])])
	found := f.places(result)
}

test_elsewhere if _found("curl -f https://example.org/") == {"/test"}

test_itself if _found("curl -f http://127.0.0.1:80/") == set()
