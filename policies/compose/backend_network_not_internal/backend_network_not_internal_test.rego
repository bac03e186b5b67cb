package policies.compose.backend_network_not_internal_test

import data.policies.lib.example
import data.policies.compose.backend_network_not_internal

test_closed_services if {
	found := backend_network_not_internal.deny with input as example.project_with([example.service("a", {}, {}), example.service("b", {}, {})], {"networks": {"back": {"at": "/networks/back", "key": "back", "facts": {"used_by": ["a", "b"], "external": false, "declared": true, "host_path": null}}}})
	example.marks(found) == {"/networks/back/internal"}
}

test_internal if {
	found := backend_network_not_internal.deny with input as example.project_with([example.service("a", {}, {}), example.service("b", {}, {})], {"networks": {"back": {"at": "/networks/back", "key": "back", "facts": {"used_by": ["a", "b"], "external": false, "declared": true, "host_path": null}, "internal": true}}})
	example.marks(found) == set()
}

test_published if {
	found := backend_network_not_internal.deny with input as example.project_with([example.service("a", {}, {"ports": [example.port("/services/a/ports/0", {})]}), example.service("b", {}, {})], {"networks": {"back": {"at": "/networks/back", "key": "back", "facts": {"used_by": ["a", "b"], "external": false, "declared": true, "host_path": null}}}})
	example.marks(found) == set()
}

test_implicit if {
	found := backend_network_not_internal.deny with input as example.project_with([example.service("a", {}, {}), example.service("b", {}, {})], {"networks": {"default": {"at": "/networks/default", "key": "default", "facts": {"used_by": ["a", "b"], "external": false, "declared": false, "host_path": null}}}})
	example.marks(found) == set()
}
