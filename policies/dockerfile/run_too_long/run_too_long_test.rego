package policies.dockerfile.run_too_long_test

import data.policies.dockerfile.run_too_long as rule
import data.policies.lib.fixtures_test as f

_count(text, width) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [object.union(f.run([text]), {"width": width})])]) with data.params.dockerfile.run_too_long.max as 120
}

test_long if _count("apt-get install -y a b c", 121) == 1

test_short if _count("apt-get install -y a b c", 120) == 0
