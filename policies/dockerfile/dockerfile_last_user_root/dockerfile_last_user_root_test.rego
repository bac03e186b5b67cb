package policies.dockerfile.dockerfile_last_user_root_test

import data.policies.dockerfile.dockerfile_last_user_root as rule
import data.policies.lib.fixtures_test as f

_stage(user) := f.with_effect(f.stage("debian:12", []), {"user": object.union({"at": "/user", "text": "root", "root": true, "source": "dockerfile"}, user)})

test_services_that_choose_a_user_are_silent if {
	project := f.dockerfile([_stage({})])
	build := object.union(project.builds.Dockerfile, {"services": ["web"]})
	service := {"facts": {"user": {"source": "compose", "root": false}}}
	count(rule.deny) == 0 with input as object.union(project, {"builds": {"Dockerfile": build}, "services": {"web": service}})
}
