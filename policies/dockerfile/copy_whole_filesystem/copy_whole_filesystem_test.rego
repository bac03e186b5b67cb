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

test_an_image_that_is_made_for_it if {
	every text, wanted in {"tonistiigi/xx:1.6": 0, "alpine:3": 1} {
		copy := f.copied_as(f.copy("COPY", ["/", "/"]), {"from": "xx", "from_stage": 0})
		count(rule.deny) == wanted with input as f.dockerfile([f.named("xx", f.stage(text, [])), f.stage("a:1", [copy])])
	}
}
