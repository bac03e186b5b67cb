package policies.compose.image_no_digest_test

import data.policies.compose.image_no_digest as rule
import data.policies.lib.fixtures_test as f

_count(text) := found if {
	found := count(rule.deny) with input as f.services({"web": text})
}

test_tag_only if {
	_count("nginx:1.27") == 1
	_count("localhost:5000/app:1") == 1
}

test_digest_or_no_version if {
	_count("nginx:1.27@sha256:00") == 0
	_count("nginx") == 0
	_count("nginx:latest") == 0
}
