package policies.dockerfile.user_before_privileged_run_test

import data.policies.dockerfile.user_before_privileged_run as rule
import data.policies.lib.fixtures_test as f

_count(list) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", list)])
}

test_as_user if {
	_count([f.plain("USER", ["app"]), f.run(["apt-get install -y curl"])]) == 1
}

test_as_root if {
	_count([f.run(["apt-get install -y curl"]), f.plain("USER", ["app"])]) == 0
	_count([f.plain("USER", ["app"]), f.plain("USER", ["0"]), f.run(["apt-get install -y curl"])]) == 0
	_count([f.plain("USER", ["app"]), f.run(["sudo apt-get install -y curl"])]) == 0
	_count([f.plain("USER", ["app"]), f.run(["pip install x"])]) == 0
}
