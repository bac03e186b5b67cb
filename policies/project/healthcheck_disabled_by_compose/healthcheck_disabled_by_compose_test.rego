package policies.project.healthcheck_disabled_by_compose_test

import data.policies.lib.example
import data.policies.project.healthcheck_disabled_by_compose as rule

test_switched_off if {
	found := rule.deny with input as example.project([example.service("web", {}, {"healthcheck": {"at": "/services/web/healthcheck", "state": "disabled", "source": "compose", "overrides_image": true, "test": null}})])
	example.marks(found) == {"/services/web/healthcheck"}
}

test_nothing_to_switch_off if {
	found := rule.deny with input as example.project([example.service("web", {}, {"healthcheck": {"at": "/services/web/healthcheck", "state": "disabled", "source": "compose", "overrides_image": false, "test": null}})])
	example.marks(found) == set()
}

test_worker if {
	found := rule.deny with input as example.project_with([example.service("web", {}, {"healthcheck": {"at": "/services/web/healthcheck", "state": "disabled", "source": "compose", "overrides_image": true, "test": null}, "build": "Dockerfile"}), example.service("api", {}, {"build": "Dockerfile", "healthcheck": {"state": "defined"}})], {"builds": {"Dockerfile": {"effect": null}}})
	example.marks(found) == set()
}
