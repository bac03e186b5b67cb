package policies.dockerfile.workdir_relative_test

import data.policies.dockerfile.workdir_relative as rule
import data.policies.lib.fixtures_test as f

_count(list) := found if {
	found := count(rule.deny) with input as f.dockerfile(list)
}

_workdir(path) := f.plain("WORKDIR", [path])

test_relative if {
	_count([f.stage("a:1", [_workdir("app/")])]) == 1
	_count([f.stage("a:1", [_workdir("app"), _workdir("/srv"), _workdir("sub")])]) == 1
}

test_absolute if {
	_count([f.stage("a:1", [_workdir("/app"), _workdir("sub")])]) == 0
	_count([f.stage("a:1", [_workdir("C:\\app")])]) == 0
	_count([f.stage("a:1", [_workdir("${HOME}/app")])]) == 0
}

test_inherited_from_a_stage if {
	_count([f.stage("a:1", [_workdir("/app")]), f.on_stage(0, [_workdir("sub")])]) == 0
	_count([f.stage("a:1", []), f.on_stage(0, [_workdir("sub")])]) == 1
}
