package policies.dockerfile.dockerfile_no_user_test

import data.policies.dockerfile.dockerfile_no_user as rule
import data.policies.lib.fixtures_test as f

_user(fields) := object.union({"at": null, "text": null, "uid": null, "gid": null, "root": null, "source": "unknown"}, fields)

_stage(user) := f.with_effect(f.stage("debian:12", []), {"user": _user(user)})

test_unknown_base_is_for_review if {
	some finding in rule.deny with input as f.dockerfile([_stage({})])
	finding.outcome == "review"
}

test_user_or_known_base_is_silent if {
	count(rule.deny) == 0 with input as f.dockerfile([_stage({"root": false, "source": "known-image"})])
	count(rule.deny) == 0 with input as f.dockerfile([_stage({"root": false, "source": "dockerfile", "text": "app"})])
	count(rule.deny) == 0 with input as f.dockerfile([_stage({"source": "dockerfile", "text": "${UID}"})])
}

test_service_that_runs_it_is_told_by_another_rule if {
	project := f.dockerfile([_stage({"root": true, "source": "known-image"})])
	every user, wanted in {"known-image": 0, "unknown": 1} {
		service := {"key": "web", "at": "/services/web", "facts": {"base_image": null, "image": null, "build": "Dockerfile", "user": {"root": true, "source": user}}}
		built := {"builds": {"Dockerfile": object.union(project.builds.Dockerfile, {"services": ["web"]})}, "services": {"web": service}}
		count(rule.deny) == wanted with input as object.union(project, built)
	}
}
