package policies.env.content_trust_disabled_test

import data.policies.env.content_trust_disabled as rule

_count(key, value) := found if {
	found := count(rule.deny) with input as {"env_files": [{"at": "/env_files/0", "path": ".env", "assignments": [{"at": "/env_files/0/assignments/0", "key": key, "value": value}]}]}
}

test_off if {
	_count("DOCKER_CONTENT_TRUST", "0") == 1
}

test_others if {
	_count("DOCKER_CONTENT_TRUST", "1") == 0
	_count("CONTENT_TRUST", "0") == 0
}
