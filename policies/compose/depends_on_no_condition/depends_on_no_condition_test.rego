package policies.compose.depends_on_no_condition_test

import data.policies.lib.example
import data.policies.compose.depends_on_no_condition as rule

test_started if {
	found := rule.deny with input as example.project([example.service("db", {}, {"healthcheck": {"at": "/services/web/healthcheck", "state": "defined", "source": "compose", "overrides_image": false, "test": null}}), example.service("web", {"depends_on": {"db": {"condition": "service_started", "required": true}}}, {})])
	example.marks(found) == {"/services/web/depends_on/db"}
}

test_healthy if {
	found := rule.deny with input as example.project([example.service("db", {}, {"healthcheck": {"at": "/services/web/healthcheck", "state": "defined", "source": "compose", "overrides_image": false, "test": null}}), example.service("web", {"depends_on": {"db": {"condition": "service_healthy", "required": true}}}, {})])
	example.marks(found) == set()
}

test_nothing_to_wait_for if {
	found := rule.deny with input as example.project([example.service("db", {}, {"healthcheck": {"at": "/services/web/healthcheck", "state": "missing", "source": "known-image", "overrides_image": false, "test": null}}), example.service("web", {"depends_on": {"db": {"condition": "service_started", "required": true}}}, {})])
	example.marks(found) == set()
}
