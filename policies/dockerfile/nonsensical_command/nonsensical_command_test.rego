package policies.dockerfile.nonsensical_command_test

import data.policies.dockerfile.nonsensical_command as rule
import data.policies.lib.fixtures_test as f

_count(texts) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.run(texts)])])
}

test_commands if {
	_count(["top", "ps -d", "service nginx start"]) == 3
}

test_sensible if {
	_count(["systemctl enable nginx", "apt-get install nano vim"]) == 0
}
