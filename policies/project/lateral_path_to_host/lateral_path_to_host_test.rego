package policies.project.lateral_path_to_host_test

import data.policies.lib.example
import data.policies.project.lateral_path_to_host as rule

_net(key) := {"at": "/n", "key": key, "internal": false, "external": false}

_socket := [example.mount("/services/agent/volumes/0", {"host_path": "/var/run/docker.sock"})]

_web(network) := example.service("web", {}, {"ports": [example.port("/services/web/ports/0", {})], "networks": [_net(network)]})

_found(web, facts) := found if {
	agent := example.service("agent", {}, object.union({"mounts": _socket, "networks": [_net("default")], "exposed": ["8080/tcp"]}, facts))
	found := rule.deny with input as example.project([web, agent])
}

test_same_network if {
	found := _found(_web("default"), {})
	example.marks(found) == {"/services/agent/volumes/0"}
	some finding in found
	finding.outcome == "fail"
}

test_listens_nowhere_we_know if {
	some finding in _found(_web("default"), {"exposed": []})
	finding.outcome == "review"
}

test_other_network if count(_found(_web("edge"), {})) == 0

test_no_power if count(_found(_web("default"), {"mounts": []})) == 0

test_socket_proxy if count(_found(_web("default"), {"image": example.image("/i", "tecnativa/docker-socket-proxy", {})})) == 0

test_published_itself_is_another_rule if count(_found(_web("default"), {"ports": [example.port("/services/agent/ports/0", {})]})) == 0
