package policies.compose.pids_limit_missing_test

import data.policies.lib.example
import data.policies.compose.pids_limit_missing

test_only_reserved if {
	found := pids_limit_missing.deny with input as example.project([example.service("web", {"deploy": {"resources": {"reservations": {"pids": "1"}}}}, {})])
	example.marks(found) == {"/services/web/pids_limit"}
}
