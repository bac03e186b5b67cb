package policies.dockerfile.build_step_needs_dev_deps_test

import data.policies.dockerfile.build_step_needs_dev_deps as rule
import data.policies.lib.fixtures_test as f

_count(list) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("node:22", list)])
}

test_build_without_tools if {
	_count([f.run(["npm ci --only=production"]), f.run(["npm run build"])]) == 1
	_count([f.run(["yarn install --production", "yarn build"])]) == 1
}

test_fine if {
	_count([f.run(["npm ci"]), f.run(["npm run build"]), f.run(["npm ci --omit=dev"])]) == 0
	_count([f.run(["npm ci --omit=dev"])]) == 0
}
