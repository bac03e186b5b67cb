package policies.dockerfile.dockerignore_build_files_not_excluded_test

import data.policies.dockerfile.dockerignore_build_files_not_excluded as rule
import data.policies.lib.fixtures_test as f

_count(files) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.copied_as(f.copy("COPY", [".", "/app"]), {"files": files})])])
}

test_build_files if {
	_count(["Dockerfile", "compose.yaml"]) == 1
}

test_others if {
	_count(["src/Dockerfile.py", "composer.json"]) == 0
}
