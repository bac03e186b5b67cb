package policies.compose.image_latest_or_untagged_test

import data.policies.compose.image_latest_or_untagged as rule
import data.policies.lib.fixtures_test as f

_count(text) := found if {
	found := count(rule.deny) with input as f.services({"web": text})
}

test_latest_and_untagged if {
	_count("nginx") == 1
	_count("nginx:latest") == 1
	_count("registry.example.com:5000/nginx") == 1
}

test_versions if {
	_count("nginx:1.27") == 0
	_count("nginx@sha256:00") == 0
	_count("nginx:${TAG}") == 0
}

test_built_service_names_its_result if {
	project := f.service({"build": {"context": "."}, "facts": {"image": f.image("web"), "build": null}})
	count(rule.deny) == 0 with input as project
}

test_allowed if {
	count(rule.deny) == 0 with input as f.services({"web": "ghcr.io/acme/base"}) with data.params.compose.image_latest_or_untagged.allow as ["ghcr.io/acme/base"]
}
