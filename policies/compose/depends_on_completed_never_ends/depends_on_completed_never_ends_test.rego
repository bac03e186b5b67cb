package policies.compose.depends_on_completed_never_ends_test

import data.policies.lib.example
import data.policies.compose.depends_on_completed_never_ends as rule

test_always if {
	found := rule.deny with input as example.project([example.service("job", {}, {"restart": {"at": "/services/job/restart", "policy": "always"}}), example.service("web", {"depends_on": {"job": {"condition": "service_completed_successfully"}}}, {})])
	example.marks(found) == {"/services/web/depends_on/job/condition"}
}

test_once if {
	found := rule.deny with input as example.project([example.service("job", {}, {"restart": {"at": "/services/job/restart", "policy": "on-failure"}}), example.service("web", {"depends_on": {"job": {"condition": "service_completed_successfully"}}}, {})])
	example.marks(found) == set()
}

test_started if {
	found := rule.deny with input as example.project([example.service("job", {}, {"restart": {"at": "/services/job/restart", "policy": "always"}}), example.service("web", {"depends_on": {"job": {"condition": "service_started"}}}, {})])
	example.marks(found) == set()
}
