package policies.dockerfile.package_update_alone_test

import data.policies.dockerfile.package_update_alone as rule
import data.policies.lib.fixtures_test as f

_count(texts) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("debian:12", [f.run(texts)])])
}

test_alone if {
	_count(["apt-get update"]) == 1
	_count(["apt-get -qq update", "rm -rf /tmp/x"]) == 1
	_count(["apk update"]) == 1
	_count(["zypper refresh"]) == 1
}

test_after_the_install if {
	_count(["apt-get install -y curl", "apt-get update"]) == 1
	_count(["apk add curl", "apk update", "rm -rf /tmp/x"]) == 1
	_count(["apt-get install -y curl", "apt-get update", "apt-get install -y jq"]) == 0
	_count(["apt-get install -y curl", "apt-get update", "./install.sh"]) == 0
}

test_with_an_install if {
	_count(["apt-get update", "apt-get install -y curl"]) == 0
	_count(["apk update --no-cache", "apk upgrade --no-cache"]) == 0
	_count(["apt-get update", "./install.sh"]) == 0
	_count(["apk --update add curl"]) == 0
	_count(["update-locale LANG=C"]) == 0
}

test_dnf_needs_an_install_behind_it if {
	_count(["yum -y update"]) == 0
	count(rule.deny) == 1 with input as f.dockerfile([f.stage("centos:7", [f.run(["yum -y update"]), f.run(["yum -y install nginx"])])])
}

test_pacman if {
	count(rule.deny) == 1 with input as f.dockerfile([f.stage("archlinux:1", [f.run(["pacman -Syu"]), f.run(["pacman -S nginx"])])])
}
