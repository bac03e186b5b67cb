package policies.compose.apparmor_unconfined_test

import data.policies.lib.example
import data.policies.compose.apparmor_unconfined

test_unconfined if {
	found := apparmor_unconfined.deny with input as example.project([example.service("web", {}, {"hardening": {"apparmor": {"at": "/services/web/security_opt/0", "value": "unconfined"}}})])
	example.marks(found) == {"/services/web/security_opt/0"}
}

test_own_profile if {
	found := apparmor_unconfined.deny with input as example.project([example.service("web", {}, {"hardening": {"apparmor": {"at": "/services/web/security_opt/0", "value": "docker-default"}}})])
	example.marks(found) == set()
}

test_not_written if {
	found := apparmor_unconfined.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == set()
}
