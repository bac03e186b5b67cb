package policies.compose.port_range_wide_test

import data.policies.lib.example
import data.policies.compose.port_range_wide

test_wide if {
	found := port_range_wide.deny with input as example.project([example.service("web", {}, {"ports": [example.port("/services/web/ports/0", {"published": 10000, "published_end": 10200})]})])
	example.marks(found) == {"/services/web/ports/0/published"}
}

test_narrow if {
	found := port_range_wide.deny with input as example.project([example.service("web", {}, {"ports": [example.port("/services/web/ports/0", {"published": 10000, "published_end": 10010})]})])
	example.marks(found) == set()
}

test_single if {
	found := port_range_wide.deny with input as example.project([example.service("web", {}, {"ports": [example.port("/services/web/ports/0", {})]})])
	example.marks(found) == set()
}

test_ports_side_by_side if {
	found := port_range_wide.deny with input as example.project([example.service("web", {}, {"ports": [example.port("/services/web/ports/0", {"published": 10000, "published_end": 20000, "target": 10000, "target_end": 20000})]})])
	count(found) == 1
}
