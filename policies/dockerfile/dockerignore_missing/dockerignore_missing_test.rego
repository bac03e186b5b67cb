package policies.dockerfile.dockerignore_missing_test

import data.policies.dockerfile.dockerignore_missing as rule
import data.policies.lib.fixtures_test as f

_count(context, source) := found if {
	project := f.dockerfile([f.stage("a:1", [f.copy("COPY", [source, "/app"])])])
	found := count(rule.deny) with input as object.union(project, {"builds": {"Dockerfile": object.union(project.builds.Dockerfile, {"context": context})}})
}

test_missing if {
	_count({"path": ".", "ignore": null}, ".") == 1
}

test_there_or_narrow_or_unknown if {
	_count({"path": ".", "ignore": {"patterns": []}}, ".") == 0
	_count({"path": ".", "ignore": null}, "src") == 0
	_count(null, ".") == 0
}
