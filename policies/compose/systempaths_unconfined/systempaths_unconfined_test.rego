package policies.compose.systempaths_unconfined_test

import data.policies.lib.example
import data.policies.compose.systempaths_unconfined

test_unconfined if {
	found := systempaths_unconfined.deny with input as example.project([example.service("web", {}, {"hardening": {"systempaths": {"at": "/services/web/security_opt/0", "value": "unconfined"}}})])
	example.marks(found) == {"/services/web/security_opt/0"}
}

test_not_written if {
	found := systempaths_unconfined.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == set()
}
