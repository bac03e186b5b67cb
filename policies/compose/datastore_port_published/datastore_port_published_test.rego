package policies.compose.datastore_port_published_test

import data.policies.lib.example
import data.policies.compose.datastore_port_published

test_by_number if {
	found := datastore_port_published.deny with input as example.project([example.service("db", {}, {"ports": [example.port("/services/db/ports/0", {"published": 3306, "target": 3306})]})])
	example.marks(found) == {"/services/db/ports/0/published"}
}

test_a_range_with_a_datastores_port if {
	ports := [example.port("/services/x/ports/0", {"published": 13300, "published_end": 13310, "target": 3300, "target_end": 3310})]
	found := datastore_port_published.deny with input as example.project([example.service("x", {}, {"ports": ports})])
	count(found) == 1
	some finding in found
	contains(finding.message, "(container port 3306) beyond the host; remove the port or write `127.0.0.1:13306:3306`")
	by_image := datastore_port_published.deny with input as example.project([example.service("x", {}, {"image": example.image("/services/x/image", "library/postgres", {}), "ports": ports})])
	count(by_image) == 1
	none := datastore_port_published.deny with input as example.project([example.service("x", {}, {"ports": [example.port("/services/x/ports/0", {"published": 8100, "published_end": 8110, "target": 8100, "target_end": 8110})]})])
	count(none) == 0
}
