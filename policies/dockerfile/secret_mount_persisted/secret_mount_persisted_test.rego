package policies.dockerfile.secret_mount_persisted_test

import data.policies.dockerfile.secret_mount_persisted as rule
import data.policies.lib.fixtures_test as f

_count(texts) := total if {
	step := object.union(f.run(texts), {"mounts": [{"at": "/m", "kind": "secret", "options": {"type": "secret", "id": "npm"}}]})
	found := rule.deny with input as f.dockerfile([f.stage("alpine:3.21", [step])])
	total := count(found)
}

test_copied if _count(["cp /run/secrets/npm /root/.npmrc"]) == 1

test_read_only if {
	_count(["npm ci"]) == 0
	_count(["cat /run/secrets/npm"]) == 0
}
