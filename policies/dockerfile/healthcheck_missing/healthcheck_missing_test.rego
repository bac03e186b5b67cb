package policies.dockerfile.healthcheck_missing_test

import data.policies.dockerfile.healthcheck_missing as rule
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

test_there if {
	count(_deny("defined")) == 0
	count(_deny("disabled")) == 0
}

test_services_check if {
	project := f.dockerfile([f.stage("a:1", [])])
	build := object.union(project.builds.Dockerfile, {"services": ["web"]})
	service := {"facts": {"healthcheck": {"source": "compose"}}}
	count(rule.deny) == 0 with input as object.union(project, {"builds": {"Dockerfile": build}, "services": {"web": service}})
}
