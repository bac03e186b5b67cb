package policies.project.seccomp_profile_file_bad_test

import data.policies.lib.example
import data.policies.project.seccomp_profile_file_bad

test_allows_all if {
	found := seccomp_profile_file_bad.deny with input as example.project([example.service("web", {}, {"hardening": {"seccomp": {"at": "/services/web/security_opt/0", "value": "./p.json"}, "seccomp_profile": {"path": null, "state": "allows-all"}}})])
	example.marks(found) == {"/services/web/security_opt/0"}
}

test_filters if {
	found := seccomp_profile_file_bad.deny with input as example.project([example.service("web", {}, {"hardening": {"seccomp": {"at": "/services/web/security_opt/0", "value": "./p.json"}, "seccomp_profile": {"path": "p.json", "state": "filters"}}})])
	example.marks(found) == set()
}

test_unknown if {
	found := seccomp_profile_file_bad.deny with input as example.project([example.service("web", {}, {"hardening": {"seccomp": {"at": "/services/web/security_opt/0", "value": "./p.json"}, "seccomp_profile": {"path": "/etc/p.json", "state": "unknown"}}})])
	example.marks(found) == set()
}
