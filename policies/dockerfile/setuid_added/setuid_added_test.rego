package policies.dockerfile.setuid_added_test

import data.policies.dockerfile.setuid_added as rule
import data.policies.lib.fixtures_test as f

_count(text) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.run([text])])])
}

test_set if {
	_count("chmod u+s /bin/x") == 1
	_count("chmod 4755 /bin/x") == 1
	_count("chmod 06755 /bin/x") == 1
	_count("chmod +s /bin/x") == 1
}

test_not_set if {
	_count("chmod 0755 /bin/x") == 0
	_count("chmod 1777 /x") == 0
	_count("chmod 2775 /shared") == 0
	_count("chmod g+s /shared") == 0
	_count("chmod a-s /bin/x") == 0
}
