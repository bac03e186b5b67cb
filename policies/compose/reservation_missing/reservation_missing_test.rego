package policies.compose.reservation_missing_test

import data.policies.lib.example
import data.policies.compose.reservation_missing

test_missing if {
	found := reservation_missing.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == {"/services/web/deploy/resources/reservations"}
}

test_memory if {
	found := reservation_missing.deny with input as example.project([example.service("web", {}, {"limits": {"memory_reservation": {"at": "/services/web/mem_reservation", "value": 1}}})])
	example.marks(found) == set()
}

test_processor if {
	found := reservation_missing.deny with input as example.project([example.service("web", {"deploy": {"resources": {"reservations": {"cpus": 0.5}}}}, {})])
	example.marks(found) == set()
}
