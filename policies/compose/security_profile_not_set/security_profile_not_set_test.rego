package policies.compose.security_profile_not_set_test

import data.policies.lib.example
import data.policies.compose.security_profile_not_set

test_none if {
	found := security_profile_not_set.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == {"/services/web/security_opt"}
}

test_seccomp if {
	found := security_profile_not_set.deny with input as example.project([example.service("web", {}, {"hardening": {"seccomp": {"at": "/services/web/security_opt/0", "value": "./profile.json"}}})])
	example.marks(found) == set()
}

test_label if {
	found := security_profile_not_set.deny with input as example.project([example.service("web", {}, {"hardening": {"labels": [{"at": "/services/web/security_opt/0", "value": "type:app_t"}]}})])
	example.marks(found) == set()
}

test_a_provider_runs_no_container if {
	found := security_profile_not_set.deny with input as example.project([example.service("db", {"provider": {"type": "model"}}, {})])
	example.marks(found) == set()
}
