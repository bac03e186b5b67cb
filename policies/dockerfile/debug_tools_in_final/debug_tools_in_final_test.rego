package policies.dockerfile.debug_tools_in_final_test

import data.policies.dockerfile.debug_tools_in_final as rule
import data.policies.lib.fixtures_test as f

_count(text) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.run([text])])])
}

test_tools if {
	_count("apt-get install -y vim curl") == 1
	_count("apk add tcpdump") == 1
}

test_others if {
	_count("apt-get install -y curl") == 0
}
