package policies.compose.reservation_exceeds_limit_test

import data.policies.lib.example
import data.policies.compose.reservation_exceeds_limit

test_memory if {
	found := reservation_exceeds_limit.deny with input as example.project([example.service("web", {}, {"limits": {"memory": {"at": "/services/web/mem_limit", "value": 100}, "memory_reservation": {"at": "/services/web/mem_reservation", "value": 200}}})])
	example.marks(found) == {"/services/web/mem_reservation"}
}

test_processors if {
	found := reservation_exceeds_limit.deny with input as example.project([example.service("web", {"deploy": {"resources": {"reservations": {"cpus": "2"}}}}, {"limits": {"cpus": {"at": "/services/web/cpus", "value": 1.5}}})])
	example.marks(found) == {"/services/web/deploy/resources/reservations/cpus"}
}

test_below if {
	found := reservation_exceeds_limit.deny with input as example.project([example.service("web", {"deploy": {"resources": {"reservations": {"cpus": 1}}}}, {"limits": {"memory": {"at": "/services/web/mem_limit", "value": 200}, "memory_reservation": {"at": "/services/web/mem_reservation", "value": 100}, "cpus": {"at": "/services/web/cpus", "value": 1.5}}})])
	example.marks(found) == set()
}

test_no_limit if {
	found := reservation_exceeds_limit.deny with input as example.project([example.service("web", {}, {"limits": {"memory_reservation": {"at": "/services/web/mem_reservation", "value": 200}}})])
	example.marks(found) == set()
}
