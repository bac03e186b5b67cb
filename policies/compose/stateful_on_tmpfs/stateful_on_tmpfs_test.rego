# The environment a project is loaded for is named by the configuration, which the files of a case do not have.
package policies.compose.stateful_on_tmpfs_test

import data.policies.lib.example
import data.policies.compose.stateful_on_tmpfs as rule

_count(environment) := total if {
	service := example.service("db", {}, {
		"base_image": example.image("/services/db/image", "library/postgres", {"tag": "17"}),
		"mounts": [example.mount("/services/db/tmpfs/0", {"kind": "tmpfs", "target": "/var/lib/postgresql/data"})],
	})
	found := rule.deny with input as example.project_with([service], {"environment": environment})
	total := count(found)
}

test_for_tests if {
	_count("test") == 0
	_count("CI") == 0
}

test_elsewhere if _count("production") == 1
