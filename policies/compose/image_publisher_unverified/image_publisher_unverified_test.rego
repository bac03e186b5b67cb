package policies.compose.image_publisher_unverified_test

import data.policies.compose.image_publisher_unverified as rule
import data.policies.lib.fixtures_test as f

_count(text) := found if {
	found := count(rule.deny) with input as f.services({"web": text})
}

test_official_or_elsewhere if {
	_count("nginx:1") == 0
	_count("ghcr.io/someone/app:1") == 0
	fine := [1 | _count("grafana/grafana:11") == 0] with data.params.compose.image_publisher_unverified.publishers as ["grafana"]
	count(fine) == 1
}
