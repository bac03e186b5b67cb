package policies.dockerfile.copy_from_unknown_stage_test

import data.policies.dockerfile.copy_from_unknown_stage as rule
import data.policies.lib.fixtures_test as f

_deny(from) := found if {
	copy := f.copied_as(f.copy("COPY", ["a", "/a"]), {"from": from})
	found := rule.deny with input as f.dockerfile([f.named("builder", f.stage("a:1", [])), f.stage("a:1", [copy]), f.named("late", f.stage("a:1", []))])
}

test_index_too_high if {
	count(_deny("2")) == 1
	count(_deny("7")) == 1
}

test_later_stage if {
	count(_deny("late")) == 1
}
