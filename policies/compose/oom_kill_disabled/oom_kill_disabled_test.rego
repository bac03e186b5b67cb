package policies.compose.oom_kill_disabled_test

import data.policies.lib.example
import data.policies.compose.oom_kill_disabled

test_without_limit if {
	found := oom_kill_disabled.deny with input as example.project([example.service("web", {"oom_kill_disable": true}, {})])
	example.marks(found) == {"/services/web/oom_kill_disable"}
}

test_with_limit if {
	found := oom_kill_disabled.deny with input as example.project([example.service("web", {"oom_kill_disable": true}, {"limits": {"memory": {"at": "/services/web/mem_limit", "value": 1}}})])
	example.marks(found) == {"/services/web/oom_kill_disable"}
}

test_off if {
	found := oom_kill_disabled.deny with input as example.project([example.service("web", {"oom_kill_disable": false}, {}), example.service("api", {}, {})])
	example.marks(found) == set()
}
