package policies.dockerfile.dockerfile_last_user_root_test

import data.policies.dockerfile.dockerfile_last_user_root as rule
import data.policies.lib.fixtures_test as f

_stage(user) := f.with_effect(f.stage("debian:12", []), {"user": object.union({"at": "/user", "text": "root", "root": true, "source": "dockerfile"}, user)})

test_root_at_the_end if {
	f.places(rule.deny) == {"/user"} with input as f.dockerfile([_stage({})])
}

test_uid_zero if {
	some finding in rule.deny with input as f.dockerfile([_stage({"text": "0:1000"})])
	contains(finding.message, "0:1000")
}

test_root_of_a_builder_is_silent if {
	count(rule.deny) == 0 with input as f.dockerfile([_stage({}), _stage({"text": "app", "root": false})])
}

test_root_of_the_base_image_is_another_rule if {
	count(rule.deny) == 0 with input as f.dockerfile([_stage({"source": "known-image", "text": null})])
}

test_unknown_user_is_silent if {
	count(rule.deny) == 0 with input as f.dockerfile([_stage({"root": null, "text": "$APP_USER"})])
}

test_services_that_choose_a_user_are_silent if {
	project := f.dockerfile([_stage({})])
	build := object.union(project.builds.Dockerfile, {"services": ["web"]})
	service := {"facts": {"user": {"source": "compose", "root": false}}}
	count(rule.deny) == 0 with input as object.union(project, {"builds": {"Dockerfile": build}, "services": {"web": service}})
}
