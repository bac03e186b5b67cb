package policies.dockerfile.dockerignore_not_effective_test

import data.policies.dockerfile.dockerignore_not_effective as rule
import data.policies.lib.fixtures_test as f

_count(path, pattern, files) := found if {
	project := f.dockerfile([f.stage("a:1", [])])
	context := {"path": ".", "files": files, "truncated": false, "ignore": {"at": "/i", "path": path, "patterns": [{"at": "/i/0", "pattern": pattern, "negated": false}]}}
	found := count(rule.deny) with input as object.union(project, {"builds": {"Dockerfile": object.union(project.builds.Dockerfile, {"context": context})}})
}

test_outside if {
	_count(".dockerignore", "../secrets", []) == 1
}

test_fine if {
	_count(".dockerignore", "..a", [{"path": ".dockerignore", "directory": false, "ignored": false}]) == 0
	_count("Dockerfile.dockerignore", "a", []) == 0
}
