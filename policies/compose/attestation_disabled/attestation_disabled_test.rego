package policies.compose.attestation_disabled_test

import data.policies.compose.attestation_disabled as rule
import data.policies.lib.fixtures_test as f

_count(build) := found if {
	found := count(rule.deny) with input as f.service({"build": build})
}

test_off if {
	_count({"provenance": false}) == 1
	_count({"sbom": "false"}) == 1
}

test_on if {
	_count({"provenance": "mode=max"}) == 0
	_count({"context": "."}) == 0
	count(rule.deny) == 0 with input as f.services({"web": "a:1"})
}
