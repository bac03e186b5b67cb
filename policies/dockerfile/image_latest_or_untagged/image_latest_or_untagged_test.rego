package policies.dockerfile.image_latest_or_untagged_test

import data.policies.dockerfile.image_latest_or_untagged as rule
import data.policies.lib.fixtures_test as f

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
