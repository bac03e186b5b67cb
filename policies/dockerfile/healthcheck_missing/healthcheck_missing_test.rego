package policies.dockerfile.healthcheck_missing_test

import data.policies.dockerfile.healthcheck_missing as rule
import data.policies.lib.example
import data.policies.lib.fixtures_test as f

_deny(state) := found if {
	found := rule.deny with input as f.dockerfile([f.with_effect(f.stage("a:1", []), {"healthcheck": {"state": state}})])
}

test_missing if {
	some finding in _deny("missing")
	not finding.outcome
}

test_unknown_is_for_review if {
	some finding in _deny("unknown")
	finding.outcome == "review"
}

test_services_check if {
	project := f.dockerfile([f.stage("a:1", [])])
	build := object.union(project.builds.Dockerfile, {"services": ["web"]})
	service := {"facts": {"healthcheck": {"source": "compose"}}}
	count(rule.deny) == 0 with input as object.union(project, {"builds": {"Dockerfile": build}, "services": {"web": service}})
}

_built_by(service) := found if {
	project := f.dockerfile([f.with_effect(f.stage("a:1", []), {"healthcheck": {"state": "missing"}})])
	build := object.union(project.builds.Dockerfile, {"services": ["web"]})
	result := rule.deny with input as example.project_with([service], {"builds": {"Dockerfile": build}})
	found := f.places(result)
}

test_service_is_asked if {
	_built_by(example.service("web", {}, {"build": "Dockerfile", "healthcheck": {"state": "missing", "source": null}})) == set()
	_built_by(example.service("web", {}, {"build": "Dockerfile", "healthcheck": {"state": "unknown", "source": null}})) == set()
}

test_service_is_not_asked if {
	job := {"build": "Dockerfile", "healthcheck": {"state": "missing", "source": null}, "restart": {"at": null, "policy": "no", "max_attempts": null}}
	count(_built_by(example.service("web", {}, job))) == 1
}
