package policies.compose.stateful_no_volume_test

import data.policies.lib.example
import data.policies.compose.stateful_no_volume as rule

test_source_unset if {
	found := rule.deny with input as example.project_with([example.service("db", {}, {"base_image": example.image("/services/db/image", "library/postgres", {"tag": "17"})})], {"compose_files": [{"services": [{"key": "db", "volumes": [{"text": "${DATA}:/var/lib/postgresql/data"}]}]}]})
	example.marks(found) == set()
}
