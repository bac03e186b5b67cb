package policies.compose.reservation_exceeds_limit_test

import data.policies.lib.example
import data.policies.compose.reservation_exceeds_limit

test_below if {
	found := reservation_exceeds_limit.deny with input as example.project([example.service("web", {"deploy": {"resources": {"reservations": {"cpus": 1}}}}, {"limits": {"memory": {"at": "/services/web/mem_limit", "value": 200}, "memory_reservation": {"at": "/services/web/mem_reservation", "value": 100}, "cpus": {"at": "/services/web/cpus", "value": 1.5}}})])
	example.marks(found) == set()
}
