package policies.project.secret_file_env_unmounted_test

import data.policies.project.secret_file_env_unmounted as rule
import data.policies.lib.example

_count(value, target) := total if {
	service := example.service("db", {}, {"environment": {"X_FILE": {"at": "/services/db/environment/X_FILE", "value": value, "source": "environment"}}, "mounts": [example.mount("/services/db/secrets/0", {"kind": "secret", "target": target})]})
	found := rule.deny with input as example.project([service])
	total := count(found)
}

test_nothing_there if _count("/run/secrets/a", "/run/secrets/b") == 1

test_mounted if {
	_count("/run/secrets/a", "/run/secrets/a") == 0
	_count("/run/secrets/a", "/run/secrets") == 0
}

test_other_path if _count("/etc/a", "/run/secrets/b") == 0
