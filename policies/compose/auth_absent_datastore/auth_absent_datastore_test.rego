package policies.compose.auth_absent_datastore_test

import data.policies.compose.auth_absent_datastore as rule
import data.policies.lib.example

_count(facts) := total if {
	base := {"build": null, "command": null, "entrypoint": null, "environment": {}, "image": example.image("/services/db/image", "library/redis", {}), "ports": [example.port("/services/db/ports/0", {"target": 6379})]}
	found := rule.deny with input as example.project([example.service("db", {}, object.union(base, facts))])
	total := count(found)
}

test_open if _count({}) == 1

test_password_in_the_command if _count({"command": {"at": "/services/db/command", "words": ["redis-server", "--requirepass", "***"]}}) == 0

test_configured if _count({"mounts": [example.mount("/services/db/volumes/0", {"target": "/usr/local/etc/redis/redis.conf"})]}) == 0

test_this_host_only if _count({"ports": [example.port("/services/db/ports/0", {"target": 6379, "reach": "loopback"})]}) == 0

test_other_image if _count({"image": example.image("/services/db/image", "library/nginx", {})}) == 0

test_a_range if {
	every ends, wanted in {[6370, 6380]: 1, [6380, 6390]: 0} {
		found := rule.deny with input as example.project([example.service("x", {}, {"image": example.image("/services/x/image", "library/redis", {}), "ports": [example.port("/services/x/ports/0", {"published": ends[0], "published_end": ends[1], "target": ends[0], "target_end": ends[1]})]})])
		count(found) == wanted
	}
}
