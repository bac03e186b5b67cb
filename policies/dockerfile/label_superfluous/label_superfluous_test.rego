package policies.dockerfile.label_superfluous_test

import data.policies.dockerfile.label_superfluous as rule
import data.policies.lib.fixtures_test as f

test_silent_without_a_list if {
	count(rule.deny) == 0 with input as f.dockerfile([f.stage("a:1", [f.pair("LABEL", "a", "1")])])
}

test_superseded if {
	count(rule.deny) == 1 with input as f.dockerfile([f.stage("a:1", [f.pair("LABEL", "org.label-schema.name", "x")])])
}

test_list if {
	count(rule.deny) == 1 with input as f.dockerfile([f.stage("a:1", [f.pair("LABEL", "a", "1"), f.pair("LABEL", "b", "1")])]) with data.params.dockerfile.label_superfluous.allowed as ["a"]
}
