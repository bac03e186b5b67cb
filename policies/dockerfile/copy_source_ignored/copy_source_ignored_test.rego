package policies.dockerfile.copy_source_ignored_test

import data.policies.dockerfile.copy_source_ignored as rule
import data.policies.lib.fixtures_test as f

_count(source, files) := found if {
	project := f.dockerfile([f.stage("a:1", [f.copy("COPY", [source, "/app"])])])
	context := {"path": ".", "truncated": false, "files": files, "ignore": {"at": "/i", "path": ".dockerignore", "patterns": []}}
	found := count(rule.deny) with input as object.union(project, {"builds": {"Dockerfile": object.union(project.builds.Dockerfile, {"context": context})}})
}

_file(path, ignored) := {"path": path, "directory": false, "ignored": ignored}

test_ignored if {
	_count("a.txt", [_file("a.txt", true)]) == 1
	_count("./dist/", [_file("dist/a.js", true), _file("b", false)]) == 1
	_count("*.js", [_file("a.js", true), _file("b", false)]) == 1
	_count(".", [_file("a.js", true)]) == 1
}

test_patterns_of_every_form if {
	_count("[ab].js", [_file("a.js", true), _file("dist/c.js", false)]) == 1
	_count("[a.js", [_file("a.js", true)]) == 0
	every pattern in ["[z-a]*", "{*", "a[*", `*\`, "[^a]*", "*[!"] {
		_count(pattern, [_file("x", false)]) == 0
	}
}

test_partly_or_not_there if {
	_count(".", [_file("a.js", true), _file("b", false)]) == 0
	_count("dist", [_file("b", false)]) == 0
}
