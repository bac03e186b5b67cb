package policies.dockerfile.label_invalid_key_test

import data.policies.dockerfile.label_invalid_key as rule
import data.policies.lib.fixtures_test as f

_count(key) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.pair("LABEL", key, "x")])])
}

test_malformed if {
	_count("Vendor Name") == 1
	_count("com..example") == 1
	_count("com.docker.x") == 1
}

test_fine if {
	_count("maintainer") == 0
	_count("com.example.release-date") == 0
	_count("io.k8s.display_name") == 0
}
