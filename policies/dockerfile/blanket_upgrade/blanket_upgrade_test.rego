package policies.dockerfile.blanket_upgrade_test

import data.policies.dockerfile.blanket_upgrade as rule
import data.policies.lib.fixtures_test as f

_count(text) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.run([text])])])
}

test_upgrades if {
	_count("apt-get dist-upgrade") == 1
	_count("apk upgrade --no-cache") == 1
	_count("yum -y update") == 1
	_count("zypper up") == 1
}

test_single_packages if {
	_count("yum -y update openssl") == 0
	_count("apk upgrade openssl") == 0
	_count("apt-get update") == 0
}
