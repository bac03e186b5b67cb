package policies.dockerfile.rpm_clean_missing_test

import data.policies.dockerfile.rpm_clean_missing as rule
import data.policies.lib.fixtures_test as f

_count(texts) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.run(texts)])])
}

test_not_cleaned if {
	_count(["yum install vim"]) == 1
	_count(["dnf install -vy docker-ce"]) == 1
	_count(["yum -y install yum clean all"]) == 1
	_count(["zypper install -y httpd"]) == 1
	_count(["zypper -n up"]) == 1
}

test_cleaned if {
	_count(["yum install -y vim", "yum clean all"]) == 0
	_count(["dnf install -y vim", "rm -rf /var/cache/dnf"]) == 0
	_count(["zypper install -y httpd", "zypper clean"]) == 0
	_count(["yum install", "dnf config-manager --add-repo x"]) == 0
}

test_builder_stage_does_not_ship if {
	count(rule.deny) == 0 with input as f.dockerfile([f.stage("a:1", [f.run(["yum install -y gcc"])]), f.stage("a:1", [])])
}
