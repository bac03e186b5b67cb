package policies.dockerfile.copy_whole_filesystem_test

import data.policies.dockerfile.copy_whole_filesystem as rule
import data.policies.lib.fixtures_test as f

_count(words) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.copied_as(f.copy("COPY", words), {"from": "build"})])])
}

test_whole if {
	_count(["/", "/"]) == 1
	_count(["/.", "/"]) == 1
}

test_part if {
	_count(["/out", "/"]) == 0
	_count(["/", "/rootfs"]) == 0
	count(rule.deny) == 0 with input as f.dockerfile([f.stage("a:1", [f.copy("COPY", ["/", "/"])])])
}
