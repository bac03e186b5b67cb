package policies.compose.config_should_be_secret_test

import data.policies.compose.config_should_be_secret as rule
import data.policies.lib.example

_count(file) := total if {
	found := rule.deny with input as example.project_with([], {"configs": {"c": {"at": "/configs/c", "key": "c", "facts": {"file": file}}}})
	total := count(found)
}

test_keys if {
	_count("tls/server.key") == 1
	_count("id_rsa") == 1
	_count(".htpasswd") == 1
}

test_harmless if {
	_count("nginx.conf") == 0
	_count("server.pub") == 0
	_count(null) == 0
}
