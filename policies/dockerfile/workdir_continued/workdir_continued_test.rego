package policies.dockerfile.workdir_continued_test

import data.policies.dockerfile.workdir_continued as rule
import data.policies.lib.fixtures_test as f

_count(list) := found if {
	found := count(rule.deny) with input as f.dockerfile(list)
}

_workdir(path) := f.plain("WORKDIR", [path])

test_continued if {
	_count([f.stage("a:1", [_workdir("/srv"), _workdir("app"), _workdir("./sub")])]) == 2
	_count([f.stage("a:1", [_workdir("/srv")]), f.on_stage(0, [_workdir("app")])]) == 1
}

test_absolute if _count([f.stage("a:1", [_workdir("/srv"), _workdir("/srv/app"), _workdir("C:\\app"), _workdir("$HOME")])]) == 0

test_nothing_to_continue_is_another_rule if {
	_count([f.stage("a:1", [_workdir("app"), _workdir("/srv")])]) == 0
	_count([f.stage("a:1", []), f.on_stage(0, [_workdir("app")])]) == 0
}
