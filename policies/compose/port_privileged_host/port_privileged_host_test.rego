package policies.compose.port_privileged_host_test

import data.policies.lib.example
import data.policies.compose.port_privileged_host

test_low if {
	found := port_privileged_host.deny with input as example.project([example.service("dns", {}, {"ports": [example.port("/services/dns/ports/0", {"published": 53, "target": 53})]})])
	example.marks(found) == {"/services/dns/ports/0/published"}
}

test_web if {
	found := port_privileged_host.deny with input as example.project([example.service("web", {}, {"ports": [example.port("/services/web/ports/0", {"published": 80}), example.port("/services/web/ports/1", {"published": 443})]})])
	example.marks(found) == set()
}

test_high if {
	found := port_privileged_host.deny with input as example.project([example.service("web", {}, {"ports": [example.port("/services/web/ports/0", {})]})])
	example.marks(found) == set()
}

test_random if {
	found := port_privileged_host.deny with input as example.project([example.service("web", {}, {"ports": [example.port("/services/web/ports/0", {"published": null})]})])
	example.marks(found) == set()
}

test_allowed if {
	found := port_privileged_host.deny with input as example.project([example.service("dns", {}, {"ports": [example.port("/services/web/ports/0", {"published": 53})]})]) with data.params.compose.port_privileged_host.allow as [53]
	example.marks(found) == set()
}

test_a_protocols_own_port_is_for_review if {
	every target, wanted in {25: {"review"}, 8025: set()} {
		found := port_privileged_host.deny with input as example.project([example.service("mail", {}, {"ports": [example.port("/services/mail/ports/0", {"published": 25, "target": target})]})])
		count(found) == 1
		{finding.outcome | some finding in found} == wanted
	}
}

test_ranges if {
	every ends, wanted in {[1000, 2000]: "takes ports 1000-1023 of the host, which are", [1, 10]: "takes ports 1-10 of the host, which are", [1024, 2000]: null} {
		found := port_privileged_host.deny with input as example.project([example.service("web", {}, {"ports": [example.port("/services/web/ports/0", {"published": ends[0], "published_end": ends[1], "target": ends[0], "target_end": ends[1]})]})])
		[sentence | some finding in found; sentence := wanted; contains(finding.message, wanted)] == [sentence | sentence := wanted; is_string(wanted)]
		count(found) == count([sentence | sentence := wanted; is_string(wanted)])
	}
}

test_ranges_of_known_or_allowed_ports if {
	every ends, wanted in {[138, 139]: {"review"}, [139, 140]: set()} {
		found := port_privileged_host.deny with input as example.project([example.service("web", {}, {"ports": [example.port("/services/web/ports/0", {"published": ends[0], "published_end": ends[1], "target": ends[0], "target_end": ends[1]})]})])
		count(found) == 1
		{finding.outcome | some finding in found} == wanted
	}
	found := port_privileged_host.deny with input as example.project([example.service("web", {}, {"ports": [example.port("/services/web/ports/0", {"published": 81, "published_end": 82, "target": 81, "target_end": 82})]})]) with data.params.compose.port_privileged_host.allow as [80, 81, 82]
	count(found) == 0
}
