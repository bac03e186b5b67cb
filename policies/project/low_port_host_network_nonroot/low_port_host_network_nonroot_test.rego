package policies.project.low_port_host_network_nonroot_test

import data.policies.lib.example
import data.policies.project.low_port_host_network_nonroot as rule

_found(mode, root, exposed, add) := found if {
	service := example.service("web", {"network_mode": mode}, {"user": {"root": root}, "exposed": exposed, "capabilities": {"add": [{"at": "/a", "name": name} | some name in add]}})
	found := rule.deny with input as example.project([service])
}

test_low_port if example.marks(_found("host", false, ["80/tcp"], [])) == {"/services/web/network_mode"}

test_otherwise if {
	count(_found("bridge", false, ["80/tcp"], [])) == 0
	count(_found("host", true, ["80/tcp"], [])) == 0
	count(_found("host", null, ["80/tcp"], [])) == 0
	count(_found("host", false, ["8080/tcp"], [])) == 0
	count(_found("host", false, ["80/tcp"], ["NET_BIND_SERVICE"])) == 0
}
