package policies.compose.placement_missing_stateful_test

import data.policies.lib.example
import data.policies.compose.placement_missing_stateful as rule

_found(deploy) := found if {
	result := rule.deny with input as example.project_with([example.service("db", {"deploy": deploy}, {"base_image": example.image("/services/db/image", "library/postgres", {}), "mounts": [example.mount("/services/db/volumes/0", {"kind": "volume", "source": "data"})]})], {"networks": {"n": {"driver": "overlay"}}})
	found := example.marks(result)
}

test_missing if _found({"replicas": 1}) == {"/services/db/volumes/0"}

test_placed if _found({"placement": {"constraints": ["node.hostname == a"]}}) == set()
