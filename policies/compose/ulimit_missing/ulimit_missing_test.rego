package policies.compose.ulimit_missing_test

import data.policies.lib.example
import data.policies.compose.ulimit_missing

test_missing if {
	found := ulimit_missing.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == {"/services/web/ulimits/nofile"}
}

test_set if {
	found := ulimit_missing.deny with input as example.project([example.service("web", {"ulimits": {"nofile": 1024}}, {})])
	example.marks(found) == set()
}

test_core_dumps if {
	found := ulimit_missing.deny with input as example.project([example.service("web", {"ulimits": {"nofile": 1024, "core": -1}}, {}), example.service("api", {"ulimits": {"nofile": 1024, "core": {"soft": 0, "hard": -1}}}, {})])
	example.marks(found) == {"/services/web/ulimits/core", "/services/api/ulimits/core"}
}
