package policies.compose.port_random_host_test

import data.policies.lib.example
import data.policies.compose.port_random_host

test_unset_variable if {
	variable := {"at": "/variables/0", "name": "PORT", "state": "unset", "operator": "", "used_at": "/services/web/ports/0"}
	found := port_random_host.deny with input as example.project_with([example.service("web", {}, {"ports": [example.port("/services/web/ports/0", {"published": null})]})], {"variables": [variable]})
	count(found) == 0
}
