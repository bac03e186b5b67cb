package policies.compose.image_mutable_tag_test

import data.policies.compose.image_mutable_tag as rule
import data.policies.lib.fixtures_test as f

_count(text) := found if {
	found := count(rule.deny) with input as f.services({"web": text})
}

test_major_only if {
	found := [1 | _count("postgres:16-alpine") == 1] with data.params.compose.image_mutable_tag.major as true
	count(found) == 1
}
