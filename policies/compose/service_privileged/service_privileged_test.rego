package policies.compose.service_privileged_test

import data.policies.lib.example
import data.policies.compose.service_privileged

test_privileged if {
	found := service_privileged.deny with input as example.project([example.service("web", {"privileged": true}, {"hardening": {"privileged": true}})])
	example.marks(found) == {"/services/web/privileged"}
}

test_not_privileged if {
	found := service_privileged.deny with input as example.project([example.service("web", {"privileged": false}, {})])
	example.marks(found) == set()
}

test_each_service_is_judged if {
	found := service_privileged.deny with input as example.project([example.service("web", {}, {}), example.service("job", {"privileged": true}, {"hardening": {"privileged": true}})])
	example.marks(found) == {"/services/job/privileged"}
}
