package policies.compose.no_new_privileges_disabled_test

import data.policies.lib.example
import data.policies.compose.no_new_privileges_disabled

test_disabled if {
	found := no_new_privileges_disabled.deny with input as example.project([example.service("web", {}, {"hardening": {"no_new_privileges": {"at": "/services/web/security_opt/1", "value": false}}})])
	example.marks(found) == {"/services/web/security_opt/1"}
}

test_enabled if {
	found := no_new_privileges_disabled.deny with input as example.project([example.service("web", {}, {"hardening": {"no_new_privileges": {"at": "/services/web/security_opt/0", "value": true}}})])
	example.marks(found) == set()
}

test_missing_is_another_rule if {
	found := no_new_privileges_disabled.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == set()
}
