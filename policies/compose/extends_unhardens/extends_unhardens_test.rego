package policies.compose.extends_unhardens_test

import data.policies.lib.example
import data.policies.compose.extends_unhardens as rule

_loss(fields) := object.union({"at": "/services/web/facts/weakened/0", "base": "/services/web/facts/weakened/0/base", "control": "user", "through": "extends", "replaced": true}, fields)

_found(loss, facts) := found if {
	found := rule.deny with input as example.project([example.service("web", {}, object.union({"weakened": [loss]}, facts))])
}

test_overridden if {
	{[finding.at, finding.severity] | some finding in _found(_loss({}), {})} == {["/services/web/facts/weakened/0", "high"]}
}

test_gone if {
	some finding in _found(_loss({"control": "pids", "through": "alias", "replaced": false}), {})
	finding.severity == "medium"
	contains(finding.message, "any more")
}

test_nothing_lost if {
	found := rule.deny with input as example.project([example.service("web", {}, {})])
	found == set()
}
