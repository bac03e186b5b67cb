package policies.dockerfile.user_duplicate_uid_test

import data.policies.dockerfile.user_duplicate_uid as rule
import data.policies.lib.fixtures_test as f

_count(texts) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.run(texts)])])
}

test_shared if {
	_count(["useradd -o -u 0 toor"]) == 1
	_count(["useradd -u 1000 a", "adduser -u 1000 -D b"]) == 1
}

test_own if {
	_count(["useradd -u 1000 a", "useradd -u 1001 b"]) == 0
}
