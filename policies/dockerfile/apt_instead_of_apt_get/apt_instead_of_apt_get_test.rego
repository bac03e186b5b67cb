package policies.dockerfile.apt_instead_of_apt_get_test

import data.policies.dockerfile.apt_instead_of_apt_get as rule
import data.policies.lib.fixtures_test as f

test_apt if {
	count(rule.deny) == 1 with input as f.dockerfile([f.stage("a:1", [f.run(["apt update", "apt-get install -y curl"])])])
}
