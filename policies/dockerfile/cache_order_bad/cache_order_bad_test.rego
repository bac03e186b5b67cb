package policies.dockerfile.cache_order_bad_test

import data.policies.dockerfile.cache_order_bad as rule
import data.policies.lib.fixtures_test as f

_count(list) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("node:22", list)])
}

test_sources_first if {
	_count([f.copy("COPY", [".", "."]), f.run(["npm ci"])]) == 1
	_count([f.copy("COPY", [".", "."]), f.run(["pip install -r requirements.txt"])]) == 1
}

test_manifest_first if {
	_count([f.copy("COPY", ["package.json", "./"]), f.run(["npm ci"]), f.copy("COPY", [".", "."]), f.run(["npm run build"])]) == 0
}
