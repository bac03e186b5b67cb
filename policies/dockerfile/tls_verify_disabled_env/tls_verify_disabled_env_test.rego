package policies.dockerfile.tls_verify_disabled_env_test

import data.policies.dockerfile.tls_verify_disabled_env as rule
import data.policies.lib.fixtures_test as f

_env(key, value) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.pair("ENV", key, value)])])
}

test_env_and_arg if {
	_env("NODE_TLS_REJECT_UNAUTHORIZED", "0") == 1
	_env("npm_config_strict_ssl", "false") == 1
	_env("GIT_SSL_NO_VERIFY", "0") == 1
	_env("PIP_TRUSTED_HOST", "pypi.example.org") == 1
	count(rule.deny) == 1 with input as f.dockerfile([f.stage("a:1", [f.pair("ARG", "PYTHONHTTPSVERIFY", "0")])])
}

test_other_values_and_names if {
	_env("NPM_CONFIG_STRICT_SSL", "true") == 0
	_env("ASDFNPM_CONFIG_STRICT_SSL", "false") == 0
	_env("NODE_TLS_REJECT_UNAUTHORIZED", "1") == 0
	count(rule.deny) == 0 with input as f.dockerfile([f.stage("a:1", [f.pair("ARG", "GIT_SSL_NO_VERIFY", null)])])
}

test_assignments if {
	command := object.union(f.command("npm ci", 0, null), {"assignments": {"NPM_CONFIG_STRICT_SSL": "false", "A": "1"}})
	count(rule.deny) == 1 with input as f.dockerfile([f.stage("a:1", [f.instruction("RUN", {"commands": [command]})])])
}

test_export if {
	count(rule.deny) == 1 with input as f.dockerfile([f.stage("a:1", [f.run(["export GIT_SSL_NO_VERIFY=1", "unset GIT_SSL_NO_VERIFY"])])])
}
