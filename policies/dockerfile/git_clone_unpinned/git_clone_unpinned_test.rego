package policies.dockerfile.git_clone_unpinned_test

import data.policies.dockerfile.git_clone_unpinned as rule
import data.policies.lib.fixtures_test as f

_count(texts) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.run(texts)])])
}

test_moving if {
	_count(["git clone --depth 1 https://example.com/r.git"]) == 1
}

test_fixed if {
	_count(["git clone -b v1.2 https://example.com/r.git"]) == 0
	_count(["git clone --branch=v1 https://example.com/r.git"]) == 0
	_count(["git clone https://example.com/r.git", "cd r", "git checkout 1f0c4b1"]) == 0
	_count(["git config x y"]) == 0
}
