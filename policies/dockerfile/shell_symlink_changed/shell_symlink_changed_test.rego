package policies.dockerfile.shell_symlink_changed_test

import data.policies.dockerfile.shell_symlink_changed as rule
import data.policies.lib.fixtures_test as f

_count(text) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.run([text])])])
}

test_link if {
	_count("ln -sfv /bin/bash /bin/sh") == 1
	_count("ln -s bash /usr/bin/sh") == 1
}

test_others if {
	_count("ln -s /bin/bash /usr/local/bin/sh2") == 0
	_count("ln -s /bin/sh /usr/local/bin/shell") == 0
	_count("powershell -command") == 0
}
