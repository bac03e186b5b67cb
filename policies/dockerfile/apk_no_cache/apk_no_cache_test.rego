package policies.dockerfile.apk_no_cache_test

import data.policies.dockerfile.apk_no_cache as rule
import data.policies.lib.fixtures_test as f

_count(texts) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("alpine:3.20", [f.run(texts)])])
}

test_index_kept if {
	_count(["apk add --update-cache python3"]) == 1
	_count(["apk update", "apk add curl"]) == 1
}

test_index_not_kept if {
	_count(["apk add --no-cache curl"]) == 0
	_count(["apk --no-cache add curl"]) == 0
	_count(["apk add curl", "rm -rf /var/cache/apk/*"]) == 0
	_count(["apk update"]) == 0
}

test_cache_mount if {
	run := object.union(f.run(["apk add curl"]), {"mounts": [{"at": "/m", "kind": "cache", "options": {"target": "/var/cache/apk"}}]})
	count(rule.deny) == 0 with input as f.dockerfile([f.stage("alpine:3.20", [run])])
}
