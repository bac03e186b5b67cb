package policies.compose.develop_watch_in_prod_test

import data.policies.lib.example
import data.policies.compose.develop_watch_in_prod as rule

test_by_environment if {
	found := rule.deny with input as example.project_with([example.service("web", {"develop": {"watch": [{"path": "."}]}}, {})], {"environment": "production"})
	example.marks(found) == {"/services/web/develop/watch"}
}

test_by_name if {
	found := rule.deny with input as example.project_with([example.service("web", {"develop": {"watch": [{"path": "."}]}}, {})], {"files": ["compose.yaml", "compose.prod.yaml"]})
	example.marks(found) == {"/services/web/develop/watch"}
}

test_elsewhere if {
	found := rule.deny with input as example.project([example.service("web", {"develop": {"watch": [{"path": "."}]}}, {})])
	example.marks(found) == set()
}
