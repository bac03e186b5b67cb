package policies.dockerfile.image_not_minimal_test

import data.policies.dockerfile.image_not_minimal as rule
import data.policies.lib.fixtures_test as f

_count(image) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage(image, [])])
}

test_full if {
	_count("python:3.13") == 1
	_count("node:22-bookworm") == 1
}

test_small if {
	_count("python:3.13-slim") == 0
	_count("node:22-alpine") == 0
	_count("alpine:3.22") == 0
}
