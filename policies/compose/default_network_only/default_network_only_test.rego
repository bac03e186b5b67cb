package policies.compose.default_network_only_test

import data.policies.lib.example
import data.policies.compose.default_network_only

test_one_network if {
	found := default_network_only.deny with input as example.project([example.service("a", {}, {"networks": [{"at": "/services/a/networks/default", "key": "default", "internal": false, "external": false}]}), example.service("b", {}, {"networks": [{"at": "/services/b/networks/default", "key": "default", "internal": false, "external": false}]}), example.service("c", {}, {"networks": [{"at": "/services/c/networks/default", "key": "default", "internal": false, "external": false}]})])
	example.marks(found) == {"/services"}
}

test_split if {
	found := default_network_only.deny with input as example.project([example.service("a", {}, {"networks": [{"at": "/services/a/networks/front", "key": "front", "internal": false, "external": false}]}), example.service("b", {}, {"networks": [{"at": "/services/b/networks/default", "key": "default", "internal": false, "external": false}]}), example.service("c", {}, {"networks": [{"at": "/services/c/networks/default", "key": "default", "internal": false, "external": false}]})])
	example.marks(found) == set()
}

test_nothing_to_split if {
	found := default_network_only.deny with input as example.project([example.service("a", {}, {"networks": [{"at": "/services/a/networks/default", "key": "default", "internal": false, "external": false}]}), example.service("b", {}, {"networks": [{"at": "/services/b/networks/default", "key": "default", "internal": false, "external": false}]})])
	example.marks(found) == set()
}
