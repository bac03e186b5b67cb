package policies.compose.port_docker_api_published_test

import data.policies.lib.example
import data.policies.compose.port_docker_api_published

test_plain if {
	found := port_docker_api_published.deny with input as example.project([example.service("dind", {}, {"ports": [example.port("/services/dind/ports/0", {"published": 2375, "target": 2375})]})])
	example.marks(found) == {"/services/dind/ports/0/published"}
}

test_renumbered if {
	found := port_docker_api_published.deny with input as example.project([example.service("dind", {}, {"ports": [example.port("/services/dind/ports/0", {"published": 12376, "target": 2376})]})])
	example.marks(found) == {"/services/dind/ports/0/published"}
}

test_loopback if {
	found := port_docker_api_published.deny with input as example.project([example.service("dind", {}, {"ports": [example.port("/services/dind/ports/0", {"published": 2375, "target": 2375, "reach": "loopback"})]})])
	example.marks(found) == set()
}

test_others if {
	found := port_docker_api_published.deny with input as example.project([example.service("web", {}, {"ports": [example.port("/services/web/ports/0", {})]})])
	example.marks(found) == set()
}
