package policies.dockerfile.dockerfile_no_user_test

import data.policies.dockerfile.dockerfile_no_user as rule
import data.policies.lib.fixtures_test as f

_user(fields) := object.union({"at": null, "text": null, "uid": null, "gid": null, "root": null, "source": "unknown"}, fields)

_stage(user) := f.with_effect(f.stage("debian:12", []), {"user": _user(user)})

test_known_root_base_fails if {
	findings := rule.deny with input as f.dockerfile([_stage({"root": true, "source": "known-image"})])
	f.places(findings) == {"/builds/Dockerfile/stages/0/from"}
	some finding in findings
	not finding.outcome
}

test_unknown_base_is_for_review if {
	some finding in rule.deny with input as f.dockerfile([_stage({})])
	finding.outcome == "review"
}

test_scratch_that_starts_nothing if {
	scratch := f.with_effect(f.stage("scratch", []), {"base": null, "base_kind": "scratch", "command": null, "entrypoint": null})
	count(rule.deny) == 0 with input as f.dockerfile([scratch])
}

test_scratch_runs_as_root if {
	scratch := f.with_effect(f.stage("scratch", []), {"base": null, "base_kind": "scratch", "entrypoint": {"shell": false, "words": ["/app"]}})
	some finding in rule.deny with input as f.dockerfile([scratch])
	not finding.outcome
}

test_user_or_known_base_is_silent if {
	count(rule.deny) == 0 with input as f.dockerfile([_stage({"root": false, "source": "known-image"})])
	count(rule.deny) == 0 with input as f.dockerfile([_stage({"root": false, "source": "dockerfile", "text": "app"})])
	count(rule.deny) == 0 with input as f.dockerfile([_stage({"source": "dockerfile", "text": "${UID}"})])
}

test_builder_stage_does_not_count if {
	count(rule.deny) == 0 with input as f.dockerfile([_stage({}), _stage({"root": false, "source": "dockerfile"})])
}

test_base_that_drops_root_is_for_review if {
	stage := f.with_effect(f.stage("postgres:17", []), {"user": _user({"root": true, "source": "known-image"})})
	some finding in rule.deny with input as f.dockerfile([stage])
	finding.outcome == "review"
}

test_gosu_is_for_review if {
	stage := f.with_effect(f.stage("debian:12", [f.run(["apt-get install -y gosu"])]), {"user": _user({"root": true, "source": "known-image"})})
	some finding in rule.deny with input as f.dockerfile([stage])
	finding.outcome == "review"
}

test_windows if {
	every base in ["mcr.microsoft.com/windows/servercore:ltsc2022", "mcr.microsoft.com/windows/nanoserver:ltsc2022", "golang:1.25-windowsservercore"] {
		stage := f.with_effect(f.stage(base, []), {"user": _user({}), "base": f.image(base), "base_kind": "image"})
		count(rule.deny) == 0 with input as f.dockerfile([stage])
	}
}

test_service_that_runs_it_is_told_by_another_rule if {
	project := f.dockerfile([_stage({"root": true, "source": "known-image"})])
	every user, wanted in {"known-image": 0, "unknown": 1} {
		service := {"key": "web", "at": "/services/web", "facts": {"base_image": null, "image": null, "build": "Dockerfile", "user": {"root": true, "source": user}}}
		built := {"builds": {"Dockerfile": object.union(project.builds.Dockerfile, {"services": ["web"]})}, "services": {"web": service}}
		count(rule.deny) == wanted with input as object.union(project, built)
	}
}
