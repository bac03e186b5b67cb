package policies.dockerfile.copy_source_missing_test

import data.policies.dockerfile.copy_source_missing as rule
import data.policies.lib.fixtures_test as f

_count(source, files) := found if {
	project := f.dockerfile([f.stage("a:1", [f.copy("COPY", [source, "/app"])])])
	context := {"path": ".", "truncated": false, "files": files, "ignore": null}
	found := count(rule.deny) with input as object.union(project, {"builds": {"Dockerfile": object.union(project.builds.Dockerfile, {"context": context})}})
}

_file(path, directory) := {"path": path, "directory": directory, "ignored": false}

test_missing if {
	_count("server.js", [_file("serve.js", false)]) == 1
}

test_there_or_unknown if {
	_count("src", [_file("src/a.js", false)]) == 0
	_count("node_modules/x", [_file("node_modules", true)]) == 0
	_count("*.js", [_file("a", false)]) == 0
	_count("server.js", []) == 0
}
