package policies.dockerfile.env_self_reference_test

import data.policies.dockerfile.env_self_reference as rule
import data.policies.lib.fixtures_test as f

_deny(undefined) := found if {
	env := f.instruction("ENV", {"pairs": [{"key": "A", "value": "1"}, {"key": "B", "value": ""}], "undefined": undefined})
	found := rule.deny with input as f.dockerfile([f.stage("a:1", [env])])
}

test_neighbour if {
	count(_deny([{"at": "/w", "raw": "${A}/bin", "text": "/bin", "known": false}])) == 1
}

test_other_name if {
	count(_deny([{"at": "/w", "raw": "$AB", "text": "", "known": false}])) == 0
	count(_deny([])) == 0
}
