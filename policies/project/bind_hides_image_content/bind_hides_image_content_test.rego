package policies.project.bind_hides_image_content_test

import data.policies.lib.example
import data.policies.project.bind_hides_image_content as rule

import data.policies.lib.fixtures_test as f

_found(kind, target, destination) := found if {
	service := example.service("web", {}, {"build": "Dockerfile", "mounts": [example.mount("/services/web/volumes/0", {"kind": kind, "host_path": "src", "target": target})]})
	build := f.build([f.stage("alpine:3.20", [f.copy("COPY", [".", destination])])])
	found := rule.deny with input as example.project_with([service], {"builds": {"Dockerfile": build}})
}

test_over_the_code if example.marks(_found("bind", "/app", "/app")) == {"/services/web/volumes/0"}

test_over_a_parent if count(_found("bind", "/srv", "/srv/app")) == 1

test_beside_the_code if count(_found("bind", "/app/data", "/app")) == 0

test_single_file if count(_found("bind", "/etc/app.conf", "/etc/app.conf")) == 0

test_volume if count(_found("volume", "/app", "/app")) == 0
