package policies.project.depends_on_healthy_without_healthcheck_test

import data.policies.lib.example
import data.policies.project.depends_on_healthy_without_healthcheck as rule

test_missing if {
	found := rule.deny with input as example.project([example.service("db", {}, {"healthcheck": {"at": "/services/web/healthcheck", "state": "missing", "source": "known-image", "overrides_image": false, "test": null}}), example.service("web", {"depends_on": {"db": {"condition": "service_healthy", "required": true}}}, {})])
	example.marks(found) == {"/services/web/depends_on/db/condition"}
}

test_defined if {
	found := rule.deny with input as example.project([example.service("db", {}, {"healthcheck": {"at": "/services/web/healthcheck", "state": "defined", "source": "compose", "overrides_image": false, "test": null}}), example.service("web", {"depends_on": {"db": {"condition": "service_healthy", "required": true}}}, {})])
	example.marks(found) == set()
}

test_started if {
	found := rule.deny with input as example.project([example.service("db", {}, {"healthcheck": {"at": "/services/web/healthcheck", "state": "missing", "source": "known-image", "overrides_image": false, "test": null}}), example.service("web", {"depends_on": {"db": {"condition": "service_started", "required": true}}}, {})])
	example.marks(found) == set()
}

test_unknown if {
	found := rule.deny with input as example.project([example.service("db", {}, {}), example.service("web", {"depends_on": {"db": {"condition": "service_healthy"}}}, {})])
	count(found) == 0
}

test_not_required if {
	found := rule.deny with input as example.project([example.service("db", {}, {"healthcheck": {"state": "missing"}}), example.service("web", {"depends_on": {"db": {"condition": "service_healthy", "required": false}}}, {})])
	count(found) == 0
}
