package policies.dockerfile.var_undefined_test

import data.policies.dockerfile.var_undefined as rule
import data.policies.lib.fixtures_test as f

_deny(image) := found if {
	copy := object.union(f.copy("COPY", ["$foo", "."]), {"undefined": [{"at": "/w", "text": "", "raw": "$foo", "known": false}]})
	found := rule.deny with input as f.dockerfile([f.stage(image, [copy])])
}

test_plain_base if {
	some finding in _deny("alpine:3")
	not finding.outcome
	finding.at == "/w"
}

test_other_base_is_for_review if {
	some finding in _deny("python:3")
	finding.outcome == "review"
}

test_upper_case_may_come_from_the_base if {
	copy := object.union(f.copy("COPY", ["$HOME", "."]), {"undefined": [{"at": "/w", "text": "", "raw": "$HOME", "known": false}]})
	count(rule.deny) == 0 with input as f.dockerfile([f.stage("python:3", [copy])])
}

test_defined if {
	count(rule.deny) == 0 with input as f.dockerfile([f.stage("alpine:3", [f.copy("COPY", ["$foo", "."])])])
}
