package policies.dockerfile.copy_source_ignored_test

import data.policies.dockerfile.copy_source_ignored as rule
import data.policies.lib.fixtures_test as f

# A context with more files than are listed is too much for a text case: what is not listed may be copied.
_count(truncated) := found if {
	copy := f.copy("COPY", ["dist", "/app"])
	left := f.copied_as(copy, {"ignored": [source.at | some source in copy.copied.sources]})
	project := f.dockerfile([f.stage("node:22", [left])])
	files := [{"path": "dist/a.js", "directory": false, "ignored": true}]
	ignore := {"at": "/i", "path": ".dockerignore", "patterns": []}
	context := {"path": ".", "truncated": truncated, "files": files, "ignore": ignore}
	build := object.union(project.builds.Dockerfile, {"context": context})
	found := count(rule.deny) with input as object.union(project, {"builds": {"Dockerfile": build}})
}

test_all_files_are_listed if _count(false) == 1

test_some_files_are_not_listed if _count(true) == 0
