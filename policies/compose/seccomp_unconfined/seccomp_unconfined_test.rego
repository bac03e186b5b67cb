package policies.compose.seccomp_unconfined_test

import data.policies.lib.example
import data.policies.compose.seccomp_unconfined

test_unconfined if {
	found := seccomp_unconfined.deny with input as example.project([example.service("web", {}, {"hardening": {"seccomp": {"at": "/services/web/security_opt/0", "value": "unconfined"}}})])
	example.marks(found) == {"/services/web/security_opt/0"}
}

test_own_profile if {
	found := seccomp_unconfined.deny with input as example.project([example.service("web", {}, {"hardening": {"seccomp": {"at": "/services/web/security_opt/0", "value": "./profile.json"}}})])
	example.marks(found) == set()
}

test_not_written if {
	found := seccomp_unconfined.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == set()
}
