package policies.dockerfile.secret_mount_world_readable_test

import data.policies.dockerfile.secret_mount_world_readable as rule
import data.policies.lib.fixtures_test as f

_count(mode) := total if {
	step := object.union(f.run(["true"]), {"mounts": [{"at": "/m", "kind": "secret", "options": {"type": "secret", "id": "npm", "mode": mode}}]})
	found := rule.deny with input as f.dockerfile([f.stage("alpine:3.21", [step])])
	total := count(found)
}

test_readable if {
	_count("0444") == 1
	_count("777") == 1
}

test_own if {
	_count("0400") == 0
	_count("0440") == 0
}
