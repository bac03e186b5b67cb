package policies.dockerfile.dockerignore_env_not_excluded_test

import data.policies.dockerfile.dockerignore_env_not_excluded as rule
import data.policies.lib.fixtures_test as f

_count(files) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.copied_as(f.copy("COPY", [".", "/app"]), {"files": files})])])
}

test_env_files if {
	_count([".env", "a.txt"]) == 1
	_count(["config/prod.env"]) == 1
	_count([".env.production"]) == 1
}

test_samples if {
	_count([".env.example", "sample.env", ".environment", "env.py"]) == 0
}
