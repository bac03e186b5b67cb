package policies.compose.default_credential_implicit_test

import data.policies.compose.default_credential_implicit as rule
import data.policies.lib.example

_count(repository, facts) := total if {
	service := example.service("web", {}, object.union({"build": null, "image": example.image("/services/web/image", repository, {})}, facts))
	found := rule.deny with input as example.project([service])
	total := count(found)
}

test_configured_by_file if _count("grafana/grafana", {"mounts": [example.mount("/services/web/volumes/0", {"target": "/etc/grafana/grafana.ini"})]}) == 0
