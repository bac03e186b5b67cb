package policies.dockerfile.dockerignore_vcs_not_excluded_test

import data.policies.dockerfile.dockerignore_vcs_not_excluded as rule
import data.policies.lib.fixtures_test as f

_count(files) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.copied_as(f.copy("COPY", [".", "/app"]), {"files": files})])])
}

test_history if {
	_count([".git"]) == 1
	_count(["lib/.svn/entries"]) == 1
}

test_others if {
	_count([".gitignore", ".github/workflows/ci.yml", "a.git.txt"]) == 0
}
