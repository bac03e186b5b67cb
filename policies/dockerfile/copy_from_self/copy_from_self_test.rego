package policies.dockerfile.copy_from_self_test

import data.policies.dockerfile.copy_from_self as rule
import data.policies.lib.fixtures_test as f

_copy(from) := f.copied_as(f.copy("COPY", ["a", "/a"]), {"from": from})

test_own_name_or_index if {
	count(rule.deny) == 2 with input as f.dockerfile([f.named("Dep", f.stage("a:1", [_copy("dep"), _copy("0")]))])
}
