package policies.dockerfile.registry_not_allowed_test

import data.policies.dockerfile.registry_not_allowed as rule
import data.policies.lib.fixtures_test as f

_count(text) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage(text, [])])
}

test_list if {
	only := ["docker.io/library", "ghcr.io/acme"]
	hit := [1 | _count("evil.example.com/app:1") == 1] with data.params.dockerfile.registry_not_allowed.registries as only
	count(hit) == 1
	fine := [1 | _count("ghcr.io/acme/app:1") + _count("nginx:1") == 0] with data.params.dockerfile.registry_not_allowed.registries as only
	count(fine) == 1
	near := [1 | _count("ghcr.io/acme-evil/app:1") == 1] with data.params.dockerfile.registry_not_allowed.registries as only
	count(near) == 1
}
