package policies.dockerfile.expose_invalid_format_test

import data.policies.dockerfile.expose_invalid_format as rule
import data.policies.lib.fixtures_test as f

_count(fields) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.expose(fields)])])
}

test_invalid if {
	_count({"text": "127.0.0.1:80:80", "valid": false}) == 1
	_count({"text": "80/TcP", "protocol": "TcP"}) == 1
	_count({"text": "80/FOO", "protocol": "FOO", "valid": false}) == 1
}

test_valid if {
	_count({}) == 0
	_count({"text": "53/udp", "protocol": "udp"}) == 0
	_count({"text": "$PORT", "port": null, "valid": false}) == 0
}
