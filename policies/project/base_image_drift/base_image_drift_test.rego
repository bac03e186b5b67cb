package policies.project.base_image_drift_test

import data.policies.project.base_image_drift as rule
import data.policies.lib.fixtures_test as f

_deny(first, second) := found if {
	found := rule.deny with input as f.dockerfile([f.stage(first, []), f.stage(second, [])])
}

test_drift if {
	f.places(_deny("node:20", "node:22-alpine")) == {"/builds/Dockerfile/stages/0/from"}
}

test_the_older_version_is_the_one_that_drifted if {
	f.places(_deny("node:9", "node:22-alpine")) == {"/builds/Dockerfile/stages/0/from"}
	f.places(_deny("python:3.12", "python:3.9")) == {"/builds/Dockerfile/stages/1/from"}
	some finding in _deny("node:22", "node:9")
	contains(finding.message, "in the versions 9, 22;")
}

test_one_version if {
	count(_deny("node:22", "node:22-alpine")) == 0
	count(_deny("node:22", "python:3.12")) == 0
	count(_deny("node:22", "node:lts")) == 0
}

test_numbers_that_begin_with_zeros if {
	f.places(_deny("ubuntu:22.04", "ubuntu:24.04")) == {"/builds/Dockerfile/stages/0/from"}
	f.places(_deny("debian:20240101", "debian:007.00")) == {"/builds/Dockerfile/stages/1/from"}
}

test_zeros_in_front if {
	_deny("debian:bookworm-1.02", "debian:bookworm-1.03") == set()
	f.places(_deny("alpine:3.08", "alpine:3.20")) == {"/builds/Dockerfile/stages/0/from"}
}
