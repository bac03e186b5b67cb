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

test_ranges if {
	every ends, wanted in {[2000, 2375, 2000, 2375]: 1, [2370, 2375, 370, 375]: 1, [2000, 2374, 2000, 2374]: 0} {
		found := port_docker_api_published.deny with input as example.project([example.service("x", {}, {"ports": [example.port("/services/x/ports/0", {"published": ends[0], "published_end": ends[1], "target": ends[2], "target_end": ends[3]})]})])
		count(found) == wanted
	}
}
