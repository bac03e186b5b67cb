package policies.dockerfile.apt_recommends_test

import data.policies.dockerfile.apt_recommends as rule
import data.policies.lib.fixtures_test as f

_count(texts) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("debian:12", [f.run(texts)])])
}

test_recommended_packages if {
	_count(["apt-get install -y curl"]) == 1
	_count(["apt -y install curl"]) == 1
}

test_declined if {
	_count(["apt-get install -y --no-install-recommends curl"]) == 0
	_count(["apt-get -o APT::Install-Recommends=false install -y curl"]) == 0
	_count(["apt-get update"]) == 0
	_count(["apt-get install -y"]) == 0
}

test_wanted_on_purpose if {
	_count(["apt-get install -y --install-recommends curl"]) == 0
}

test_builder_stage_does_not_ship if {
	count(rule.deny) == 0 with input as f.dockerfile([f.stage("debian:12", [f.run(["apt-get install -y gcc"])]), f.stage("debian:12", [])])
}
