package policies.dockerfile.run_consecutive_test

import data.policies.dockerfile.run_consecutive as rule
import data.policies.lib.fixtures_test as f

_count(list) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", list)])
}

test_row if {
	_count([f.run(["a"]), f.run(["b"]), f.run(["c"])]) == 1
	_count([f.run(["a"]), f.run(["b"]), f.copy("COPY", ["a", "/a"]), f.run(["c"]), f.run(["d"])]) == 2
}

test_single if {
	_count([f.run(["a"]), f.copy("COPY", ["a", "/a"]), f.run(["c"])]) == 0
}

test_parameter if {
	count(rule.deny) == 0 with input as f.dockerfile([f.stage("a:1", [f.run(["a"]), f.run(["b"])])]) with data.params.dockerfile.run_consecutive.allowed as 2
}
