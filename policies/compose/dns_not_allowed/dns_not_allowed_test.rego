package policies.compose.dns_not_allowed_test

import data.policies.lib.example
import data.policies.compose.dns_not_allowed

test_own if {
	found := dns_not_allowed.deny with input as example.project([example.service("web", {"dns": ["192.0.2.53"]}, {})])
	example.marks(found) == {"/services/web/dns/0"}
}

test_allowed if {
	found := dns_not_allowed.deny with input as example.project([example.service("web", {"dns": ["192.0.2.53"]}, {})]) with data.params.compose.dns_not_allowed.allow as ["192.0.2.53"]
	example.marks(found) == set()
}

test_none if {
	found := dns_not_allowed.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == set()
}

test_a_service_of_the_project if {
	resolver := example.service("dns", {"networks": {"default": {"ipv4_address": "192.0.2.53"}}}, {})
	every address, wanted in {"192.0.2.53": 0, "192.0.2.54": 1} {
		found := dns_not_allowed.deny with input as example.project([resolver, example.service("web", {"dns": [address]}, {})])
		count(found) == wanted
	}
}
