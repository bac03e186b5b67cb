package policies.compose.mem_limit_missing_test

import data.policies.lib.example
import data.policies.compose.mem_limit_missing

test_missing if {
	found := mem_limit_missing.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == {"/services/web/mem_limit"}
}

test_set if {
	found := mem_limit_missing.deny with input as example.project([example.service("web", {"mem_limit": 1}, {"limits": {"memory": {"at": "/services/web/mem_limit", "value": 1}}})])
	example.marks(found) == set()
}

test_without_effect_is_another_rule if {
	found := mem_limit_missing.deny with input as example.project([example.service("web", {"mem_limit": 0}, {})])
	example.marks(found) == set()
}

test_without_effect_below_deploy if {
	found := mem_limit_missing.deny with input as example.project([example.service("web", {"deploy": {"resources": {"limits": {"memory": "0"}}}}, {})])
	example.marks(found) == set()
}

test_only_reserved if {
	found := mem_limit_missing.deny with input as example.project([example.service("web", {"deploy": {"resources": {"reservations": {"memory": "1"}}}}, {})])
	example.marks(found) == {"/services/web/mem_limit"}
}

test_no_container_of_its_own if {
	found := mem_limit_missing.deny with input as example.project([example.service("model", {"provider": {"type": "model"}}, {})])
	example.marks(found) == set()
}
