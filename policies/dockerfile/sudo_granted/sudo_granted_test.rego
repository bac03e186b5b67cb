package policies.dockerfile.sudo_granted_test

import data.policies.dockerfile.sudo_granted as rule
import data.policies.lib.fixtures_test as f

_count(text) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.run([text])])])
}

test_granted if {
	_count("echo app ALL=(ALL) NOPASSWD:ALL") == 1
	_count("usermod -aG docker app") == 1
	_count("useradd -m -G wheel,video app") == 1
	_count("adduser app docker") == 1
}

test_fine if {
	_count("usermod -aG video app") == 0
	_count("useradd -m app") == 0
	_count("adduser -D app") == 0
	_count("adduser app audio") == 0
}
