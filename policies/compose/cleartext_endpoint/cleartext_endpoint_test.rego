package policies.compose.cleartext_endpoint_test

import data.policies.lib.example
import data.policies.compose.cleartext_endpoint as rule

_found(name, value) := found if {
	service := example.service("web", {}, {"environment": {name: {"at": "/services/web/environment/X", "value": value, "source": "environment"}}})
	found := rule.deny with input as example.project([service])
}

_in_file(name, value) := found if {
	found := rule.deny with input as example.project_with([], {"env_files": [{"at": "/env_files/0", "path": ".env", "name": ".env", "sample": false, "assignments": [{"at": "/env_files/0/assignments/0", "key": name, "value": value}]}]})
}

test_public_host if {
	example.marks(_found("API_URL", "http://api.shop.com/v1")) == {"/services/web/environment/X"}
	count(_found("CACHE", "redis://cache.shop.com:6379/0")) == 1
	example.marks(_in_file("LDAP", "ldap://dir.shop.com")) == {"/env_files/0/assignments/0"}
}

test_told_once if {
	service := example.service("web", {}, {"environment": {"API_URL": {"at": "/services/web/environment/API_URL", "value": "http://api.shop.com", "source": "environment"}}})
	file := {"at": "/env_files/0", "path": ".env", "sample": false, "assignments": [{"at": "/env_files/0/assignments/0", "key": "URL", "value": "http://api.shop.com"}]}
	variable := {"at": "/variables/0", "name": "URL", "state": "set", "operator": "", "used_at": "/services/web/environment/API_URL"}
	found := rule.deny with input as example.project_with([service], {"env_files": [file], "variables": [variable]})
	example.marks(found) == {"/env_files/0/assignments/0"}
}
