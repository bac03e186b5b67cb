package policies.dockerfile.user_non_numeric_test

import data.policies.dockerfile.user_non_numeric as rule
import data.policies.lib.fixtures_test as f

_deny(user) := found if {
	found := rule.deny with input as f.dockerfile([f.with_effect(f.stage("a:1", []), {"user": object.union({"at": "/u", "uid": null, "root": false, "source": "dockerfile"}, user)})])
}

test_number if {
	count(_deny({"text": "1000", "uid": 1000})) == 0
	count(_deny({"text": "$UID", "root": null})) == 0
	count(_deny({"text": "app", "source": "known-image"})) == 0
}
