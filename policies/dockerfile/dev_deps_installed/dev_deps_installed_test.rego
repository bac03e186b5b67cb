package policies.dockerfile.dev_deps_installed_test

import data.policies.dockerfile.dev_deps_installed as rule
import data.policies.lib.fixtures_test as f

_count(texts) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("node:22", [f.run(texts)])])
}

test_all_installed if {
	_count(["npm ci"]) == 1
	_count(["composer install"]) == 1
	_count(["pip install -r requirements-dev.txt"]) == 1
}

test_what_runs if {
	_count(["npm ci --omit=dev"]) == 0
	_count(["npm ci", "npm run build", "npm prune --omit=dev"]) == 0
	_count(["npm install -g pm2"]) == 0
	_count(["composer install --no-dev"]) == 0
	_count(["pip install -r requirements.txt"]) == 0
}

test_builder if {
	count(rule.deny) == 0 with input as f.dockerfile([f.stage("node:22", [f.run(["npm ci"])]), f.stage("node:22", [])])
}

test_development_stage if {
	count(rule.deny) == 0 with input as f.dockerfile([f.named("dev", f.stage("node:22", [f.run(["npm ci"])]))])
}
