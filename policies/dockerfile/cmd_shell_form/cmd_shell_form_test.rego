package policies.dockerfile.cmd_shell_form_test

import data.policies.dockerfile.cmd_shell_form as rule
import data.policies.lib.fixtures_test as f

_count(list) := found if {
	found := count(rule.deny) with input as f.dockerfile(list)
}

test_shell_form if {
	_count([f.stage("a:1", [f.shell_form("CMD", "nginx -g x"), f.shell_form("ENTRYPOINT", "[top, -b]")])]) == 2
}

test_exec_form if {
	_count([f.stage("a:1", [f.exec_form("CMD", ["nginx"])])]) == 0
	_count([f.stage("a:1", [f.shell_form("CMD", "exec nginx")])]) == 0
}

test_chosen_shell if {
	shell := f.instruction("SHELL", {"json": true})
	_count([f.stage("a:1", [shell, f.shell_form("CMD", "x")])]) == 0
	_count([f.stage("a:1", [shell]), f.on_stage(0, [f.shell_form("CMD", "x")])]) == 0
}
