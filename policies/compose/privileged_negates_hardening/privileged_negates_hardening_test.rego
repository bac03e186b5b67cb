package policies.compose.privileged_negates_hardening_test

import data.policies.lib.example
import data.policies.compose.privileged_negates_hardening

test_dropped_capabilities_come_back if {
	found := privileged_negates_hardening.deny with input as example.project([example.service("web", {"privileged": true, "cap_drop": ["ALL"]}, {"hardening": {"privileged": true}})])
	example.marks(found) == {"/services/web/cap_drop"}
}

test_devices_and_added_capabilities if {
	found := privileged_negates_hardening.deny with input as example.project([example.service("web", {"devices": [{"source": "/dev/fuse"}], "cap_add": ["SYS_ADMIN"]}, {"hardening": {"privileged": true}})])
	example.marks(found) == {"/services/web/devices", "/services/web/cap_add"}
}

test_not_privileged if {
	found := privileged_negates_hardening.deny with input as example.project([example.service("web", {"cap_drop": ["ALL"]}, {})])
	example.marks(found) == set()
}

test_nothing_to_negate if {
	found := privileged_negates_hardening.deny with input as example.project([example.service("web", {"cap_drop": []}, {"hardening": {"privileged": true}})])
	example.marks(found) == set()
}
