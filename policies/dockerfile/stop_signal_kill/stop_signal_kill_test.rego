package policies.dockerfile.stop_signal_kill_test

import data.policies.lib.fixtures_test as f
import data.policies.dockerfile.stop_signal_kill as rule

_found(signal) := found if {
	result := rule.deny with input as f.dockerfile([f.with_effect(f.stage("node:22", []), {"stop_signal": signal})])
	found := {finding.at | some finding in result}
}

test_kill if _found({"at": "/x", "value": "SIGKILL"}) == {"/x"}

test_quit if _found({"at": "/x", "value": "SIGQUIT"}) == set()
