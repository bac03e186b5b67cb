package policies.dockerfile.image_repo_deprecated_test

import data.policies.dockerfile.image_repo_deprecated as rule
import data.policies.lib.fixtures_test as f

_count(text) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage(text, [])])
}

test_given_up if {
	_count("openjdk:17") == 1
	_count("k8s.gcr.io/pause:3.2") == 1
	_count("docker.io/mysql/mysql-server:8.0") == 1
}

test_a_line_that_ended_is_another_rule if {
	_count("openjdk:16") == 0
	_count("centos:6") == 0
}

test_maintained if {
	_count("eclipse-temurin:21") == 0
	_count("k8s.gcr.io.example.com/pause:3.2") == 0
	_count("acme/openjdk:17") == 0
}
