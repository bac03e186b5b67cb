package policies.dockerfile.healthcheck_disabled_test

import data.policies.lib.fixtures_test as f
import data.policies.dockerfile.healthcheck_disabled as rule

_found(effect) := found if {
	result := rule.deny with input as f.dockerfile([f.with_effect(f.stage("node:22", []), {"healthcheck": effect})])
	found := {finding.at | some finding in result}
}

test_none if _found({"at": "/builds/Dockerfile/stages/0/instructions/0", "state": "disabled", "source": "dockerfile"}) == {"/builds/Dockerfile/stages/0/instructions/0"}

test_missing_is_another_rule if _found({"at": null, "state": "missing", "source": null}) == set()
