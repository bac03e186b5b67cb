package policies.dockerfile.label_required_missing_test

import data.policies.dockerfile.label_required_missing as rule
import data.policies.lib.fixtures_test as f

test_default if {
	count(rule.deny) == 1 with input as f.dockerfile([f.stage("a:1", [])])
	count(rule.deny) == 0 with input as f.dockerfile([f.stage("a:1", [])]) with data.params.dockerfile.label_required_missing.required as []
}

test_required if {
	count(rule.deny) == 1 with input as f.dockerfile([f.stage("a:1", [])]) with data.params.dockerfile.label_required_missing.required as ["a"]
	labelled := f.with_effect(f.stage("a:1", []), {"labels": {"a": {"value": "1"}}})
	count(rule.deny) == 0 with input as f.dockerfile([labelled]) with data.params.dockerfile.label_required_missing.required as ["a"]
}
