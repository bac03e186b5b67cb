package policies.dockerfile.ssh_server_installed_test

import data.policies.dockerfile.ssh_server_installed as rule
import data.policies.lib.fixtures_test as f

_count(text) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.run([text])])])
}

test_servers if {
	_count("apt-get install -y openssh-server=1:9 curl") == 1
	_count("apk add dropbear") == 1
}

test_clients if {
	_count("apt-get install -y openssh-client") == 0
	_count("apt-get purge openssh-server") == 0
}
