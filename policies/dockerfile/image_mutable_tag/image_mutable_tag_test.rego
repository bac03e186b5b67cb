package policies.dockerfile.image_mutable_tag_test

import data.policies.dockerfile.image_mutable_tag as rule
import data.policies.lib.fixtures_test as f

_count(text) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage(text, [])])
}

test_channels if {
	_count("nginx:stable") == 1
	_count("node:lts-alpine") == 1
	_count("app:Main") == 1
	_count("python:alpine") == 1
}

test_versions if {
	_count("nginx:1.27-alpine") == 0
	_count("nginx:stable@sha256:00") == 0
	_count("nginx") == 0
	_count("postgres:16") == 0
}

test_major_only if {
	found := [1 | _count("postgres:16-alpine") == 1] with data.params.dockerfile.image_mutable_tag.major as true
	count(found) == 1
}

test_channel_at_one_day_or_commit if {
	_count("app:master-20200121-f608d84cc") == 0
	_count("app:nightly-2024.01.31") == 0
	_count("app:main-9a038989604e") == 0
	_count("app:main-slim") == 1
}
