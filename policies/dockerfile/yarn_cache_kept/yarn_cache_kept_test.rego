package policies.dockerfile.yarn_cache_kept_test

import data.policies.dockerfile.yarn_cache_kept as rule
import data.policies.lib.fixtures_test as f

_count(texts) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.run(texts)])])
}

test_kept if {
	_count(["yarn install --frozen-lockfile"]) == 1
	_count(["yarn"]) == 1
}

test_not_kept if {
	_count(["yarn install", "yarn cache clean"]) == 0
	_count(["yarn build", "yarn run test", "yarn --version"]) == 0
}
