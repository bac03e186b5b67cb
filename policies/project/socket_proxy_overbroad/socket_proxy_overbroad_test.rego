package policies.project.socket_proxy_overbroad_test

import data.policies.lib.example
import data.policies.project.socket_proxy_overbroad as rule

_found(environment, ports) := found if {
	variables := {name: {"at": concat("", ["/services/p/environment/", name]), "value": value, "source": "environment"} | some name, value in environment}
	service := example.service("p", {}, {"image": example.image("/i", "tecnativa/docker-socket-proxy", {}), "environment": variables, "ports": ports})
	found := rule.deny with input as example.project([service])
}

test_writes if example.marks(_found({"POST": "1", "CONTAINERS": "1"}, [])) == {"/services/p/environment/POST"}

test_published if example.marks(_found({}, [example.port("/services/p/ports/0", {})])) == {"/services/p/ports/0"}

test_reads if count(_found({"CONTAINERS": "1", "POST": "0"}, [example.port("/services/p/ports/0", {"reach": "loopback"})])) == 0

test_other_image if {
	service := example.service("p", {}, {"image": example.image("/i", "example/app", {}), "environment": {"POST": {"at": "/e", "value": "1", "source": "environment"}}})
	found := rule.deny with input as example.project([service])
	count(found) == 0
}
