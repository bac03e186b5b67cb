package policies.compose.selinux_label_disabled_test

import data.policies.lib.example
import data.policies.compose.selinux_label_disabled

test_disabled if {
	found := selinux_label_disabled.deny with input as example.project([example.service("web", {}, {"hardening": {"labels": [{"at": "/services/web/security_opt/0", "value": "disable"}]}})])
	example.marks(found) == {"/services/web/security_opt/0"}
}

test_super_privileged if {
	found := selinux_label_disabled.deny with input as example.project([example.service("web", {}, {"hardening": {"labels": [{"at": "/services/web/security_opt/0", "value": "user:app"}, {"at": "/services/web/security_opt/1", "value": "type:spc_t"}]}})])
	example.marks(found) == {"/services/web/security_opt/1"}
}

test_own_type if {
	found := selinux_label_disabled.deny with input as example.project([example.service("web", {}, {"hardening": {"labels": [{"at": "/services/web/security_opt/0", "value": "type:svirt_apache_t"}]}})])
	example.marks(found) == set()
}
