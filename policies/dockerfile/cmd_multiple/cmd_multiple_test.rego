package policies.dockerfile.cmd_multiple_test

import data.policies.dockerfile.cmd_multiple as rule
import data.policies.lib.fixtures_test as f

_count(list) := found if {
	found := count(rule.deny) with input as f.dockerfile(list)
}

test_two if {
	_count([f.stage("a:1", [f.exec_form("CMD", ["a"]), f.exec_form("CMD", ["b"])])]) == 1
}

test_one_a_stage if {
	_count([f.stage("a:1", [f.exec_form("CMD", ["a"])]), f.stage("a:1", [f.exec_form("CMD", ["b"]), f.exec_form("ENTRYPOINT", ["c"])])]) == 0
}
