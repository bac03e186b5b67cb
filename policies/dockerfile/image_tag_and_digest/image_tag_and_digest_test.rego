package policies.dockerfile.image_tag_and_digest_test

import data.policies.dockerfile.image_tag_and_digest as rule
import data.policies.lib.fixtures_test as f

_count(text) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage(text, [])])
}

test_both if {
	_count("nginx:1.27@sha256:00") == 1
}

test_one if {
	_count("nginx:1.27") == 0
	_count("nginx@sha256:00") == 0
}
