package policies.dockerfile.cd_instead_of_workdir_test

import data.policies.dockerfile.cd_instead_of_workdir as rule
import data.policies.lib.fixtures_test as f

_count(texts) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.run(texts)])])
}

test_first if {
	_count(["cd /usr/share/nginx/html"]) == 1
	_count(["cd ../x", "make"]) == 1
}

test_on_the_way if {
	_count(["tar -xf a.tar", "cd a", "make"]) == 0
}
