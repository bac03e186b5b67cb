package policies.dockerfile.install_not_reproducible_test

import data.policies.dockerfile.install_not_reproducible as rule
import data.policies.lib.fixtures_test as f

_count(text, file) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("node:22", [f.copy("COPY", ["package.json", file, "./"]), f.run([text])])])
}

test_loose if {
	_count("npm install", "package-lock.json") == 1
	_count("yarn", "yarn.lock") == 1
}

test_strict_or_no_lock if {
	_count("npm ci", "package-lock.json") == 0
	_count("npm install", "yarn.lock") == 0
	_count("npm install -g pm2", "package-lock.json") == 0
	_count("yarn install --frozen-lockfile", "yarn.lock") == 0
}
