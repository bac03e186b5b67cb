package policies.project.port_published_not_exposed_test

import data.policies.lib.example
import data.policies.project.port_published_not_exposed as rule

_found(exposed, base, target) := found if {
	service := example.service("web", {}, {"build": "d", "base_image": example.image("/b", base, {}), "ports": [example.port("/services/web/ports/0", {"target": target})]})
	build := {"at": "/builds/d", "dockerfile": "Dockerfile", "effect": {"exposed": [{"at": "/e", "value": each, "stage": 0} | some each in exposed]}}
	found := rule.deny with input as example.project_with([service], {"builds": {"d": build}})
}

test_other_port if example.marks(_found(["8000/tcp"], "library/python", 80)) == {"/services/web/ports/0"}

test_other_protocol if count(_found(["80/udp"], "library/python", 80)) == 1

test_named if {
	count(_found(["80/tcp"], "library/python", 80)) == 0
	count(_found(["8000-8010/tcp"], "library/python", 8005)) == 0
}

test_of_the_base if count(_found(["8443/tcp"], "library/nginx", 80)) == 0

test_nothing_named if count(_found([], "library/python", 80)) == 0

_of_range(exposed, first, last) := found if {
	service := example.service("web", {}, {"build": "d", "base_image": example.image("/b", "library/python", {}), "ports": [example.port("/services/web/ports/0", {"published": first, "published_end": last, "target": first, "target_end": last})]})
	build := {"at": "/builds/d", "dockerfile": "Dockerfile", "effect": {"exposed": [{"at": "/e", "value": each, "stage": 0} | some each in exposed]}}
	found := rule.deny with input as example.project_with([service], {"builds": {"d": build}})
}

test_a_range_that_is_named if {
	count(_of_range(["8000-8010/tcp"], 8001, 8009)) == 0
	count(_of_range(["8000-8004/tcp", "8003-8010/tcp"], 8000, 8010)) == 0
	count(_of_range(["8000/tcp", "8002", "8001"], 8000, 8002)) == 0
}

test_a_range_that_is_named_in_part if {
	every exposed, wanted in {["8001-8010/tcp"]: "port 8000,", ["8000-8004/tcp", "8006-8010"]: "port 8005,", ["8000", "8001/tcp", "8002/udp"]: "port 8002,"} {
		found := _of_range(exposed, 8000, 8010)
		count(found) == 1
		some finding in found
		contains(finding.message, wanted)
	}
}
