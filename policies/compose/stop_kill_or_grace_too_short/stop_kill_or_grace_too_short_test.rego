package policies.compose.stop_kill_or_grace_too_short_test

import data.policies.lib.example
import data.policies.compose.stop_kill_or_grace_too_short as rule

test_kill if {
	found := rule.deny with input as example.project([example.service("web", {"stop_signal": "SIGKILL"}, {})])
	example.marks(found) == {"/services/web/stop_signal"}
}

test_short if {
	found := rule.deny with input as example.project([example.service("db", {"stop_grace_period": "1s"}, {"base_image": example.image("/services/db/image", "library/postgres", {"tag": "17"}), "mounts": []})])
	example.marks(found) == {"/services/db/stop_grace_period"}
}

test_enough if {
	found := rule.deny with input as example.project([example.service("db", {"stop_grace_period": "1m0s", "stop_signal": "SIGINT"}, {"base_image": example.image("/services/db/image", "library/postgres", {"tag": "17"}), "mounts": []})])
	example.marks(found) == set()
}

test_others if {
	found := rule.deny with input as example.project([example.service("web", {"stop_grace_period": "1s"}, {})])
	example.marks(found) == set()
}
