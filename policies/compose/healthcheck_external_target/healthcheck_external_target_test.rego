package policies.compose.healthcheck_external_target_test

import data.policies.lib.example
import data.policies.lib.fixtures_test as f
import data.policies.compose.healthcheck_external_target as rule

_command(text) := object.union(f.command(text, 0, null), {"args": [object.union(each, {"at": "/services/web/healthcheck/test"}) | some each in f.command(text, 0, null).args]})

_found(text, attributes) := found if {
	check := {"at": "/services/web/healthcheck", "state": "defined", "source": "compose", "overrides_image": false, "test": {"at": "/services/web/healthcheck/test", "words": split(text, " "), "commands": [_command(text)]}}
	services := [example.service("web", attributes, {"healthcheck": check}), example.service("vpn", {}, {})]
	result := rule.deny with input as example.project(services)
	found := example.marks(result)
}

test_elsewhere if {
	_found("curl -f https://example.org/", {}) == {"/services/web/healthcheck/test"}
	_found("curl -f http://vpn:80/", {}) == {"/services/web/healthcheck/test"}
}

test_itself if {
	_found("curl -f http://localhost/", {}) == set()
	_found("curl -f http://web:3000/", {}) == set()
	_found("curl -f http://example.org/", {"hostname": "example.org"}) == set()
	_found("curl -f http://example.org/", {"extra_hosts": ["example.org=127.0.0.1"]}) == set()
	_found("curl -f http://vpn/", {"network_mode": "service:vpn"}) == set()
	_found("curl -f http://box/", {"network_mode": "host"}) == set()
}
