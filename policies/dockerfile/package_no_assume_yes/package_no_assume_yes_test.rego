package policies.dockerfile.package_no_assume_yes_test

import data.policies.dockerfile.package_no_assume_yes as rule
import data.policies.lib.fixtures_test as f

_count(texts) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("debian:12", [f.run(texts)])])
}

test_questions if {
	_count(["apt-get install curl"]) == 1
	_count(["sudo apt-get -q install curl"]) == 1
	_count(["apt-get --quiet install curl"]) == 1
	_count(["apt install --no-install-recommends curl"]) == 1
	_count(["dnf in docker-ce"]) == 1
	_count(["tdnf install jq"]) == 1
	_count(["zypper install httpd"]) == 1
	_count(["zypper remove httpd", "zypper up", "zypper patch"]) == 3
	_count(["apt-get dist-upgrade"]) == 1
}

test_answers if {
	_count(["apt-get -y install curl", "apt-get install -qy curl", "apt-get -fmy install curl"]) == 0
	_count(["apt-get --yes install curl", "apt-get install curl --assume-yes"]) == 0
	_count(["apt-get -qq install curl", "apt-get -q=2 install curl", "apt-get -q -q install curl", "apt-get --quiet --quiet install curl"]) == 0
	_count(["apt-get -o APT::Get::Assume-Yes=true install curl"]) == 0
	_count(["dnf install -vy docker-ce", "yum install --assumeyes x", "dnf --setopt=assumeyes=1 install x"]) == 0
	_count(["zypper -n patch", "zypper dup -y", "zypper refresh"]) == 0
	_count(["zypper -n install x", "zypper install -y x", "zypper --non-interactive in x"]) == 0
}

test_nothing_is_asked if {
	_count(["apt-get update", "yum install", "apk add curl", "microdnf install x", "apt-get install -t stable"]) == 0
}

test_yes_in_front if {
	count(rule.deny) == 0 with input as f.dockerfile([f.stage("debian:12", [f.pipe(["yes", "apt-get install curl"])])])
}

test_configured if {
	configure := f.instruction("RUN", {"text": "echo 'APT::Get::Assume-Yes \"true\";' > /etc/apt/apt.conf.d/90yes"})
	count(rule.deny) == 0 with input as f.dockerfile([f.stage("debian:12", [configure, f.run(["apt-get install curl"])])])
}
