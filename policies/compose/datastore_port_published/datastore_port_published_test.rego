package policies.compose.datastore_port_published_test

import data.policies.lib.example
import data.policies.compose.datastore_port_published

test_by_image if {
	found := datastore_port_published.deny with input as example.project([example.service("db", {}, {"image": example.image("/services/db/image", "library/postgres", {}), "ports": [example.port("/services/db/ports/0", {"published": 15432, "target": 5432})]})])
	example.marks(found) == {"/services/db/ports/0/published"}
}

test_by_image_on_another_port if {
	found := datastore_port_published.deny with input as example.project([example.service("db", {}, {"image": example.image("/services/db/image", "bitnami/redis", {}), "ports": [example.port("/services/db/ports/0", {"published": 7000, "target": 7000})]})])
	example.marks(found) == {"/services/db/ports/0/published"}
}

test_by_number if {
	found := datastore_port_published.deny with input as example.project([example.service("db", {}, {"ports": [example.port("/services/db/ports/0", {"published": 3306, "target": 3306})]})])
	example.marks(found) == {"/services/db/ports/0/published"}
}

test_one_address if {
	found := datastore_port_published.deny with input as example.project([example.service("db", {}, {"image": example.image("/services/db/image", "library/mongo", {}), "ports": [example.port("/services/db/ports/0", {"target": 27017, "reach": "address", "host_ip": "192.0.2.1"})]})])
	example.marks(found) == {"/services/db/ports/0/published"}
}

test_loopback if {
	found := datastore_port_published.deny with input as example.project([example.service("db", {}, {"image": example.image("/services/db/image", "library/postgres", {}), "ports": [example.port("/services/db/ports/0", {"target": 5432, "reach": "loopback"})]})])
	example.marks(found) == set()
}

test_web_server if {
	found := datastore_port_published.deny with input as example.project([example.service("web", {}, {"image": example.image("/services/web/image", "library/nginx", {}), "ports": [example.port("/services/web/ports/0", {})]})])
	example.marks(found) == set()
}

test_exporter_of_a_datastore if {
	found := datastore_port_published.deny with input as example.project([example.service("exporter", {}, {"image": example.image("/services/exporter/image", "prometheuscommunity/postgres-exporter", {}), "ports": [example.port("/services/exporter/ports/0", {"target": 9187})]})])
	example.marks(found) == set()
}

test_another_program_in_the_image if {
	every kind, wanted in {"library/elasticsearch": 1, "cockroachdb/cockroach": 2} {
		ports := [example.port("/services/db/ports/0", {"target": 9200}), example.port("/services/db/ports/1", {"target": 8080})]
		found := datastore_port_published.deny with input as example.project([example.service("db", {}, {"image": example.image("/services/db/image", kind, {}), "ports": ports})])
		count(found) == wanted
	}
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
