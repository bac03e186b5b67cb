package policies.dockerfile.copy_source_missing_test

import data.policies.dockerfile.copy_source_missing as rule
import data.policies.lib.fixtures_test as f

# The files of a text case are all there: none of its directories is one that was not walked into.
_count(source, directory) := found if {
	project := f.dockerfile([f.stage("node:22", [f.copy("COPY", [source, "/app"])])])
	files := [{"path": directory, "directory": true, "ignored": false}]
	context := {"path": ".", "truncated": false, "files": files, "ignore": null}
	build := object.union(project.builds.Dockerfile, {"context": context})
	found := count(rule.deny) with input as object.union(project, {"builds": {"Dockerfile": build}})
}

test_below_a_directory_that_was_not_walked_into if _count("node_modules/express", "node_modules") == 0

test_beside_such_a_directory if _count("server.js", "node_modules") == 1
