package policies.dockerfile.tls_verify_disabled_env_test

import data.policies.dockerfile.tls_verify_disabled_env as rule
import data.policies.lib.fixtures_test as f

test_assignments if {
	command := object.union(f.command("npm ci", 0, null), {"assignments": {"NPM_CONFIG_STRICT_SSL": "false", "A": "1"}})
	count(rule.deny) == 1 with input as f.dockerfile([f.stage("a:1", [f.instruction("RUN", {"commands": [command]})])])
}
