package policies.dockerfile.dockerignore_deps_not_excluded_test

import data.policies.dockerfile.dockerignore_deps_not_excluded as rule
import data.policies.lib.fixtures_test as f

_count(files) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.copied_as(f.copy("COPY", [".", "/app"]), {"files": files})])])
}

test_installed if {
	_count(["web/node_modules"]) == 1
	_count([".venv"]) == 1
}

test_sources if {
	_count(["src/venv.py", "node_modules.md"]) == 0
}
