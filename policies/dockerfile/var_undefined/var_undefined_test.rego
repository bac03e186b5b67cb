package policies.dockerfile.var_undefined_test

import data.policies.dockerfile.var_undefined as rule
import data.policies.lib.fixtures_test as f

test_defined if {
	count(rule.deny) == 0 with input as f.dockerfile([f.stage("alpine:3", [f.copy("COPY", ["$foo", "."])])])
}
