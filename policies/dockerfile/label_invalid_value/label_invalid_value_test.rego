package policies.dockerfile.label_invalid_value_test

import data.policies.dockerfile.label_invalid_value as rule
import data.policies.lib.fixtures_test as f

_count(key, value) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.pair("LABEL", key, value)])])
}

test_wrong if {
	_count("org.opencontainers.image.created", "yesterday") == 1
	_count("org.opencontainers.image.source", "acme/app") == 1
	_count("org.opencontainers.image.version", "") == 1
}

test_right if {
	_count("org.opencontainers.image.created", "2026-01-31T12:00:00Z") == 0
	_count("org.opencontainers.image.licenses", "MIT OR Apache-2.0") == 0
	_count("org.opencontainers.image.version", "$VERSION") == 0
	_count("com.example.created", "yesterday") == 0
}
