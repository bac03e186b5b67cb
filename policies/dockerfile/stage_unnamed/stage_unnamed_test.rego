package policies.dockerfile.stage_unnamed_test

import data.policies.dockerfile.stage_unnamed as rule
import data.policies.lib.fixtures_test as f

test_mount if {
	run := f.instruction("RUN", {"mounts": [{"kind": "bind", "options": {"from": "0"}}]})
	count(rule.deny) == 1 with input as f.dockerfile([f.stage("a:1", []), f.stage("a:1", [run])])
}
