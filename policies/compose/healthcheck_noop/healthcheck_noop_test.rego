package policies.compose.healthcheck_noop_test

import data.policies.lib.example
import data.policies.compose.healthcheck_noop as rule

import data.policies.lib.fixtures_test as f

test_true_alone if {
	found := rule.deny with input as example.project([example.service("web", {}, {"healthcheck": {"at": "/services/web/healthcheck", "state": "defined", "source": "compose", "overrides_image": false, "test": {"at": "/services/web/healthcheck/test", "words": ["true"], "commands": [f.command("true", 0, null)]}}})])
	example.marks(found) == {"/services/web/healthcheck/test"}
}
