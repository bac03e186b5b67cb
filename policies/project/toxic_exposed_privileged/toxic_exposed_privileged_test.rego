package policies.project.toxic_exposed_privileged_test

import data.policies.lib.example
import data.policies.project.toxic_exposed_privileged as rule

_found(ports, facts) := found if {
	service := example.service("web", {}, object.union({"ports": ports}, facts))
	found := rule.deny with input as example.project([service])
}

_privileged := {"hardening": {"privileged": true}}

test_unknown_address if {
	some finding in _found([example.port("/services/web/ports/0", {"reach": "unknown"})], _privileged)
	finding.outcome == "review"
}
