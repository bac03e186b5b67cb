package policies.project.healthcheck_port_mismatch_test

import data.policies.lib.example
import data.policies.lib.fixtures_test as f
import data.policies.project.healthcheck_port_mismatch as rule

_command(text) := object.union(f.command(text, 0, null), {"args": [object.union(each, {"at": "/services/web/healthcheck/test"}) | some each in f.command(text, 0, null).args]})

_found(text, attributes, facts) := found if {
	check := {"at": "/services/web/healthcheck", "state": "defined", "source": "compose", "overrides_image": false, "test": {"at": "/services/web/healthcheck/test", "words": split(text, " "), "commands": [_command(text)]}}
	found := rule.deny with input as example.project([example.service("web", attributes, object.union({"healthcheck": check}, facts))])
}

_ports := {"ports": [example.port("/services/web/ports/0", {"published": 8080, "target": 80})], "exposed": ["443/tcp"]}

test_host_port if {
	some finding in _found("curl http://localhost:8080/", {}, _ports)
	contains(finding.message, "in the container it is 80")
	not finding.outcome
}

test_unknown_port if {
	some finding in _found("curl http://web:9000/", {}, _ports)
	finding.outcome == "review"
}

test_known if {
	_found("curl http://localhost/", {}, _ports) == set()
	_found("curl https://localhost/", {}, _ports) == set()
	_found("curl http://localhost:9000/", {}, {}) == set()
	_found("curl http://other:9000/", {}, _ports) == set()
}

test_named_elsewhere if {
	_found("curl http://localhost:9000/", {}, object.union(_ports, {"environment": {"PORT": {"at": "/x", "value": "9000", "source": "environment"}}})) == set()
	_found("curl http://localhost:9000/", {}, object.union(_ports, {"command": {"at": "/x", "shell": false, "words": ["--listen=:9000"], "raw": null, "commands": []}})) == set()
}

test_another_network if {
	_found("curl http://localhost:9000/", {"network_mode": "host"}, _ports) == set()
	_found("curl http://localhost:9000/", {"network_mode": "service:vpn"}, _ports) == set()
}

test_ranges if {
	range := {"ports": [example.port("/services/web/ports/0", {"published": 9000, "published_end": 9010, "target": 80, "target_end": 90})], "exposed": []}
	_found("curl http://localhost:85/", {}, range) == set()
	some host in _found("curl http://localhost:9005/", {}, range)
	contains(host.message, "in the container it is 85")
	some other in _found("curl http://localhost:91/", {}, range)
	other.outcome == "review"
	other.related[0].message == "ports known of it: 80-90"
}
