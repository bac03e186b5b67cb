package policies.project.image_env_secret_used_by_service_test

import data.policies.lib.example
import data.policies.project.image_env_secret_used_by_service as rule

import data.policies.lib.fixtures_test as f
import data.policies.lib.secret_fixtures_test as fixture

_found(source, fields) := found if {
	service := example.service("web", {}, {"build": "Dockerfile", "environment": {"API_TOKEN": {"at": "/services/web/environment/API_TOKEN", "value": "***", "source": source}}})
	candidate := fixture.candidate(object.union({"at": "/secret_candidates/0", "subject": "/builds/Dockerfile/stages/0", "place": "image-env", "key": "API_TOKEN"}, fields))
	found := rule.deny with input as example.project_with([service], {"builds": {"Dockerfile": f.build([f.stage("alpine:3.20", [])])}, "secret_candidates": [candidate]})
}

test_overridden if example.marks(_found("environment", {})) == {"/services/web/environment/API_TOKEN"}

test_not_overridden if count(_found("image", {})) == 0

test_other_name if count(_found("environment", {"key": "OTHER"})) == 0

test_nothing_given if count(_found("environment", {"class": "absent"})) == 0
