package policies.dockerfile.third_party_repo_unsigned_test

import data.policies.dockerfile.third_party_repo_unsigned as rule
import data.policies.lib.fixtures_test as f

_count(text) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.run([text])])])
}

test_unsigned if {
	_count("apt-key add key.asc") == 1
	_count("echo deb https://example.com/debian stable main") == 1
}

test_signed if {
	_count("echo deb [signed-by=/k.asc] https://example.com/debian stable main") == 0
	_count("echo deb http://archive.ubuntu.com/ubuntu noble-backports main") == 0
	_count("apt-key --keyring /k.gpg add") == 0
}
