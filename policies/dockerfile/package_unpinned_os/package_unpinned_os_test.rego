package policies.dockerfile.package_unpinned_os_test

import data.policies.dockerfile.package_unpinned_os as rule
import data.policies.lib.fixtures_test as f

_count(texts) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.run(texts)])])
}

test_open if {
	_count(["apt-get install python"]) == 1
	_count(["apt-get install -y a=1 b c"]) == 1
	_count(["dnf -y install httpd", "dnf install -y java-11-openjdk"]) == 2
	_count(["apk add curl"]) == 1
	_count(["zypper install httpd"]) == 1
}

test_pinned if {
	_count(["apt-get install python=2.7", "apt-get install -y -t python", "apt-get install ./x.deb"]) == 0
	_count(["dnf install -y httpd-2.24.2", "yum install https://example.com/x.rpm"]) == 0
	_count(["yum install -y epel-release-7-11", "dnf install -y tzdata-2024a-1.fc40.noarch"]) == 0
	_count(["apk add curl=8 -t .build 'gcc>1'", "apk add /tmp/x.apk"]) == 0
	_count(["zypper install httpd=2.4"]) == 0
	_count(["apt-get install $PACKAGES"]) == 0
}
