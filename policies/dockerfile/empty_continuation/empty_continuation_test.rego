package policies.dockerfile.empty_continuation_test

import data.policies.dockerfile.empty_continuation as rule
import data.policies.lib.fixtures_test as f

test_empty_line if {
	count(rule.deny) == 1 with input as f.dockerfile([f.stage("a:1", [f.instruction("RUN", {"empty_continuation": true}), f.run(["true"])])])
}
