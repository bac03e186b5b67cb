package policies.dockerfile.image_latest_or_untagged_test

import data.policies.dockerfile.image_latest_or_untagged as rule
import data.policies.lib.fixtures_test as f

_count(text) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage(text, [])])
}

test_latest_and_untagged if {
	_count("alpine") == 1
	_count("alpine:latest") == 1
	_count("localhost:5000/app") == 1
}

test_versions_and_digests if {
	_count("alpine:3") == 0
	_count("alpine@sha256:0000") == 0
	_count("alpine:latest@sha256:0000") == 0
	_count("ghcr.io/o/app:1") == 0
}

test_unknown_variable_is_silent if {
	_count("alpine$VARIANT") == 0
}

test_stage_names_are_no_images if {
	count(rule.deny) == 0 with input as f.dockerfile([f.stage("alpine:3", []), f.on_stage(0, [])])
}

test_copy_from_an_image if {
	copy := f.copied_as(f.copy("COPY", ["/bin/x", "/bin/x"]), {"from": "busybox", "from_image": f.image("busybox")})
	f.places(rule.deny) == {"/builds/Dockerfile/stages/0/instructions/0"} with input as f.dockerfile([f.stage("alpine:3", [copy])])
}

test_allowed_repository if {
	count(rule.deny) == 0 with input as f.dockerfile([f.stage("ghcr.io/acme/base", [])]) with data.params.dockerfile.image_latest_or_untagged.allow as ["ghcr.io/acme/base"]
}

test_stage_that_no_service_builds if {
	project := f.dockerfile([f.unused(f.stage("alpine", [])), f.stage("alpine:3", [])])
	count(rule.deny) == 1 with input as project
	count(rule.deny) == 0 with input as object.union(project, {"builds": {"Dockerfile": object.union(project.builds.Dockerfile, {"services": ["web"]})}})
}

test_made_by_a_service_of_the_project if {
	service := {"key": "web", "at": "/services/web", "build": {"context": "."}, "image": "app-local", "facts": {"image": {"text": "app-local"}}}
	every text, wanted in {"app-local": 0, "app-other": 1} {
		count(rule.deny) == wanted with input as object.union(f.dockerfile([f.stage(text, [])]), {"services": {"web": service}})
	}
}

test_copy_from_what_is_no_image if {
	copy := f.copied_as(f.copy("COPY", ["/bin/x", "/bin/x"]), {"from": "tool_builder", "from_image": f.image("tool_builder")})
	count(rule.deny) == 0 with input as f.dockerfile([f.stage("alpine:3", [copy])])
}
