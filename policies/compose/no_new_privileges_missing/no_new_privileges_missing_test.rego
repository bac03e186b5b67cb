package policies.compose.no_new_privileges_missing_test

import data.policies.lib.example
import data.policies.compose.no_new_privileges_missing

test_missing if {
	found := no_new_privileges_missing.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == {"/services/web/security_opt"}
}

test_set if {
	found := no_new_privileges_missing.deny with input as example.project([example.service("web", {}, {"hardening": {"no_new_privileges": {"at": "/services/web/security_opt/0", "value": true}}})])
	example.marks(found) == set()
}

test_disabled_is_another_rule if {
	found := no_new_privileges_missing.deny with input as example.project([example.service("web", {}, {"hardening": {"no_new_privileges": {"at": "/services/web/security_opt/0", "value": false}}})])
	example.marks(found) == set()
}

test_a_provider_runs_no_container if {
	found := no_new_privileges_missing.deny with input as example.project([example.service("db", {"provider": {"type": "model"}}, {})])
	example.marks(found) == set()
}
