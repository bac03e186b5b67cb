package policies.dockerfile.dockerignore_negation_reincludes_test

import data.policies.dockerfile.dockerignore_negation_reincludes as rule
import data.policies.lib.fixtures_test as f

_count(pattern, negated) := found if {
	project := f.dockerfile([f.stage("a:1", [])])
	context := {"path": ".", "files": [], "truncated": false, "ignore": {"at": "/i", "path": ".dockerignore", "patterns": [{"at": "/i/0", "pattern": pattern, "negated": negated}]}}
	found := count(rule.deny) with input as object.union(project, {"builds": {"Dockerfile": object.union(project.builds.Dockerfile, {"context": context})}})
}

test_back_in if {
	_count(".env", true) == 1
	_count("deploy/server.key", true) == 1
	_count(".git", true) == 1
}

test_fine if {
	_count(".env", false) == 0
	_count(".env.example", true) == 0
	_count("src", true) == 0
	_count(".github", true) == 0
}
