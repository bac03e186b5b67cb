package policies.dockerfile.healthcheck_noop_test

import data.policies.lib.fixtures_test as f
import data.policies.dockerfile.healthcheck_noop as rule

_found(text) := found if {
	result := rule.deny with input as f.dockerfile([f.stage("node:22", [f.instruction("HEALTHCHECK", {"healthcheck": {"test": {"words": [text], "commands": [f.command(text, 0, null)]}}})])])
	found := {finding.at | some finding in result}
}

test_noop if _found("exit 0") == {"/builds/Dockerfile/stages/0/instructions/0"}

test_none if {
	found := rule.deny with input as f.dockerfile([f.stage("node:22", [f.instruction("HEALTHCHECK", {"healthcheck": {"test": null}})])])
	count(found) == 0
}
