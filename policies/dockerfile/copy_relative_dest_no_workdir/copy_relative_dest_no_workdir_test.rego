package policies.dockerfile.copy_relative_dest_no_workdir_test

import data.policies.dockerfile.copy_relative_dest_no_workdir as rule
import data.policies.lib.fixtures_test as f

_count(list) := found if {
	found := count(rule.deny) with input as f.dockerfile(list)
}

test_relative if {
	_count([f.stage("a:1", [f.copy("COPY", ["a", "."])])]) == 1
}

test_known_directory if {
	_count([f.stage("a:1", [f.copy("COPY", ["a", "/a"])])]) == 0
	_count([f.stage("a:1", [f.plain("WORKDIR", ["/app"]), f.copy("COPY", ["a", "."])])]) == 0
	_count([f.stage("a:1", [f.plain("WORKDIR", ["/app"])]), f.on_stage(0, [f.copy("COPY", ["a", "."])])]) == 0
}
