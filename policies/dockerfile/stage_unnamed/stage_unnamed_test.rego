package policies.dockerfile.stage_unnamed_test

import data.policies.dockerfile.stage_unnamed as rule
import data.policies.lib.fixtures_test as f

test_number if {
	count(rule.deny) == 1 with input as f.dockerfile([f.stage("a:1", []), f.stage("a:1", [f.copied_as(f.copy("COPY", ["a", "/a"]), {"from": "0"})])])
}

test_mount if {
	run := f.instruction("RUN", {"mounts": [{"kind": "bind", "options": {"from": "0"}}]})
	count(rule.deny) == 1 with input as f.dockerfile([f.stage("a:1", []), f.stage("a:1", [run])])
}

test_name if {
	count(rule.deny) == 0 with input as f.dockerfile([f.stage("a:1", []), f.stage("a:1", [f.copied_as(f.copy("COPY", ["a", "/a"]), {"from": "build"}), f.copy("COPY", ["b", "/b"]), f.run(["true"])])])
}
