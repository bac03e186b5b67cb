package policies.compose.auth_absent_datastore_test

import data.policies.compose.auth_absent_datastore as rule
import data.policies.lib.example

_count(facts) := total if {
	base := {"build": null, "command": null, "entrypoint": null, "environment": {}, "image": example.image("/services/db/image", "library/redis", {}), "ports": [example.port("/services/db/ports/0", {"target": 6379})]}
	found := rule.deny with input as example.project([example.service("db", {}, object.union(base, facts))])
	total := count(found)
}

test_configured if _count({"mounts": [example.mount("/services/db/volumes/0", {"target": "/usr/local/etc/redis/redis.conf"})]}) == 0
