package policies.dockerfile.dockerignore_key_material_not_excluded_test

import data.policies.dockerfile.dockerignore_key_material_not_excluded as rule
import data.policies.lib.fixtures_test as f

_count(files) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.copied_as(f.copy("COPY", [".", "/app"]), {"files": files})])])
}

test_keys if {
	_count(["deploy/server.key"]) == 1
	_count(["id_rsa"]) == 1
	_count([".aws"]) == 1
	_count(["infra/terraform.tfstate"]) == 1
}

test_others if {
	_count(["ca.pem", "tests/data/server.key", "id_rsa.pub", "keys.txt", "fullchain.pem"]) == 0
}
