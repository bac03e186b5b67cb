package policies.compose.cpu_limit_missing_test

import data.policies.lib.example
import data.policies.compose.cpu_limit_missing

test_missing if {
	found := cpu_limit_missing.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == {"/services/web/cpus"}
}

test_set if {
	found := cpu_limit_missing.deny with input as example.project([example.service("web", {"cpus": 1}, {"limits": {"cpus": {"at": "/services/web/cpus", "value": 1}}})])
	example.marks(found) == set()
}

test_without_effect_is_another_rule if {
	found := cpu_limit_missing.deny with input as example.project([example.service("web", {"cpus": 0}, {})])
	example.marks(found) == set()
}

test_without_effect_below_deploy if {
	found := cpu_limit_missing.deny with input as example.project([example.service("web", {"deploy": {"resources": {"limits": {"cpus": "0"}}}}, {})])
	example.marks(found) == set()
}

test_only_reserved if {
	found := cpu_limit_missing.deny with input as example.project([example.service("web", {"deploy": {"resources": {"reservations": {"cpus": "1"}}}}, {})])
	example.marks(found) == {"/services/web/cpus"}
}

test_no_container_of_its_own if {
	found := cpu_limit_missing.deny with input as example.project([example.service("model", {"provider": {"type": "model"}}, {})])
	example.marks(found) == set()
}
