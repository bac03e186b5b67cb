package policies.compose.datastore_on_edge_network_test

import data.policies.lib.example
import data.policies.compose.datastore_on_edge_network

test_edge_reaches_the_store if {
	found := datastore_on_edge_network.deny with input as example.project([example.service("db", {}, {"image": example.image("/services/db/image", "library/postgres", {}), "networks": [{"at": "/services/db/networks/default", "key": "default", "internal": false, "external": false}]}), example.service("api", {}, {"depends_on": ["db"], "networks": [{"at": "/services/api/networks/default", "key": "default", "internal": false, "external": false}]}), example.service("web", {}, {"depends_on": ["api"], "ports": [example.port("/services/web/ports/0", {})], "networks": [{"at": "/services/web/networks/default", "key": "default", "internal": false, "external": false}]})])
	example.marks(found) == {"/services/db"}
}

test_edge_uses_the_store if {
	found := datastore_on_edge_network.deny with input as example.project([example.service("db", {}, {"image": example.image("/services/db/image", "library/postgres", {}), "networks": [{"at": "/services/db/networks/default", "key": "default", "internal": false, "external": false}]}), example.service("web", {}, {"depends_on": ["db"], "ports": [example.port("/services/web/ports/0", {})], "networks": [{"at": "/services/web/networks/default", "key": "default", "internal": false, "external": false}]})])
	example.marks(found) == set()
}

test_networks_are_split if {
	found := datastore_on_edge_network.deny with input as example.project([example.service("db", {}, {"image": example.image("/services/db/image", "library/postgres", {}), "networks": [{"at": "/services/db/networks/back", "key": "back", "internal": false, "external": false}]}), example.service("api", {}, {"depends_on": ["db"], "networks": [{"at": "/services/api/networks/back", "key": "back", "internal": false, "external": false}, {"at": "/services/api/networks/front", "key": "front", "internal": false, "external": false}]}), example.service("web", {}, {"depends_on": ["api"], "ports": [example.port("/services/web/ports/0", {})], "networks": [{"at": "/services/web/networks/front", "key": "front", "internal": false, "external": false}]})])
	example.marks(found) == set()
}
