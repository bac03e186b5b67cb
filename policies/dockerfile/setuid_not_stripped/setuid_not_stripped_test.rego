package policies.dockerfile.setuid_not_stripped_test

import data.policies.dockerfile.setuid_not_stripped as rule
import data.policies.lib.example
import data.policies.lib.fixtures_test as f

_count(image, steps) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage(image, steps)])
}

test_kept if {
	_count("debian:12", []) == 1
	_count("python:3.13-slim", [f.run(["chmod 755 /app"])]) == 1
	_count("ubuntu", []) == 1
}

test_stripped if {
	_count("debian:12", [f.run(["find / -xdev -perm /6000 -type f -exec chmod a-s {} +"])]) == 0
	_count("debian:12", [f.run(["chmod u-s /bin/su"])]) == 0
	_count("debian:12", [f.run(["chmod -R ug-s /bin"])]) == 0
	_count("debian:12", [f.run(["find / -perm /4000 -delete"])]) == 0
}

test_nothing_to_strip if {
	_count("alpine:3.22", []) == 0
	_count("node:22-alpine", []) == 0
	_count("gcr.io/distroless/static", []) == 0
}

_built(forbids) := found if {
	build := object.union(f.build([f.stage("debian:12", [])]), {"services": ["web"]})
	service := example.service("web", {}, {"build": "Dockerfile", "hardening": {"no_new_privileges": forbids}})
	found := count(rule.deny) with input as example.project_with([service], {"builds": {"Dockerfile": build}})
}

test_powerless if {
	_built({"at": "/n", "value": true}) == 0
	_built({"at": "/n", "value": false}) == 1
	_built(null) == 1
}
