package policies.compose.backend_network_not_internal_test

import data.policies.lib.example
import data.policies.compose.backend_network_not_internal

test_closed_services if {
	found := backend_network_not_internal.deny with input as example.project_with([example.service("a", {}, {}), example.service("b", {}, {})], {"networks": {"back": {"at": "/networks/back", "key": "back", "facts": {"used_by": ["a", "b"], "external": false, "declared": true, "host_path": null}}}})
	example.marks(found) == {"/networks/back/internal"}
}
