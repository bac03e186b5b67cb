package policies.dockerfile.useradd_high_uid_test

import data.policies.dockerfile.useradd_high_uid as rule
import data.policies.lib.fixtures_test as f

_count(text) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.run([text])])])
}

test_high if {
	_count("useradd -u 1000700000 app") == 1
	_count("useradd --uid=1000700000 app") == 1
}

test_fine if {
	_count("useradd -l -u 1000700000 app") == 0
	_count("useradd --no-log-init -u 1000700000 app") == 0
	_count("useradd -u 10001 app") == 0
}
