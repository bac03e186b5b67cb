package policies.dockerfile.sudo_used_test

import data.policies.dockerfile.sudo_used as rule
import data.policies.lib.fixtures_test as f

_count(texts) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("debian:12", [f.run(texts)])])
}

test_sudo if {
	_count(["sudo apt-get update", "sudo make install"]) == 2
}

test_installing_it_is_another_rule if {
	_count(["apt-get install -y sudo"]) == 0
	_count(["apt-get install sudoku"]) == 0
}

test_as_another_user_or_as_root if {
	every options, advice in {"-u node": "use `USER` for", "-u root": "use `USER root` for", "-E": "use `USER root` for"} {
		run := object.union(f.run(["sudo npm install"]), {"text": sprintf("sudo %s npm install", [options])})
		some finding in rule.deny with input as f.dockerfile([f.stage("debian:12", [run])])
		contains(finding.message, advice)
	}
}
