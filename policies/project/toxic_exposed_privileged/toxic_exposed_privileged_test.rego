package policies.project.toxic_exposed_privileged_test

import data.policies.lib.example
import data.policies.project.toxic_exposed_privileged as rule

_found(ports, facts) := found if {
	service := example.service("web", {}, object.union({"ports": ports}, facts))
	found := rule.deny with input as example.project([service])
}

_privileged := {"hardening": {"privileged": true}}

test_privileged if example.marks(_found([example.port("/services/web/ports/0", {})], _privileged)) == {"/services/web/ports/0"}

test_socket if count(_found([example.port("/services/web/ports/0", {})], {"mounts": [example.mount("/m", {"host_path": "/var/run/docker.sock"})]})) == 1

test_one_finding_per_service if count(_found([example.port("/services/web/ports/0", {}), example.port("/services/web/ports/1", {})], _privileged)) == 1

test_loopback if count(_found([example.port("/services/web/ports/0", {"reach": "loopback", "host_ip": "127.0.0.1"})], _privileged)) == 0

test_unpublished if count(_found([], _privileged)) == 0

test_no_power if count(_found([example.port("/services/web/ports/0", {})], {})) == 0

test_unknown_address if {
	some finding in _found([example.port("/services/web/ports/0", {"reach": "unknown"})], _privileged)
	finding.outcome == "review"
}
