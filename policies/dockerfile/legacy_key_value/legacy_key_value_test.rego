package policies.dockerfile.legacy_key_value_test

import data.policies.dockerfile.legacy_key_value as rule
import data.policies.lib.fixtures_test as f

_pair(keyword, legacy) := f.instruction(keyword, {"pairs": [{"key": "a", "value": "b", "legacy": legacy, "known": true}]})

test_legacy if {
	count(rule.deny) == 2 with input as f.dockerfile([f.stage("a:1", [_pair("ENV", true), _pair("LABEL", true)])])
}

test_modern if {
	count(rule.deny) == 0 with input as f.dockerfile([f.stage("a:1", [_pair("ENV", false), _pair("ARG", false)])])
}
