package policies.compose.port_remote_admin_test

import data.policies.lib.example
import data.policies.compose.port_remote_admin

test_ssh if {
	found := port_remote_admin.deny with input as example.project([example.service("box", {}, {"ports": [example.port("/services/box/ports/0", {"published": 2222, "target": 22})]})])
	example.marks(found) == {"/services/box/ports/0/published"}
}

test_loopback if {
	found := port_remote_admin.deny with input as example.project([example.service("box", {}, {"ports": [example.port("/services/box/ports/0", {"published": 2222, "target": 22, "reach": "loopback"})]})])
	example.marks(found) == set()
}

test_ssh_is_what_the_service_offers if {
	found := port_remote_admin.deny with input as example.project([example.service("git", {}, {"image": example.image("/services/git/image", "gitea/gitea", {}), "ports": [example.port("/services/git/ports/0", {"published": 2222, "target": 22})]})])
	example.marks(found) == set()
}

test_others if {
	found := port_remote_admin.deny with input as example.project([example.service("web", {}, {"ports": [example.port("/services/web/ports/0", {})]})])
	example.marks(found) == set()
}

test_a_range if {
	found := port_remote_admin.deny with input as example.project([example.service("x", {}, {"ports": [example.port("/services/x/ports/0", {"published": 20, "published_end": 9300, "target": 20, "target_end": 9300})]})])
	{finding.at | some finding in found} == {"/services/x/ports/0/published"}
	count(found) == 6
	none := port_remote_admin.deny with input as example.project([example.service("x", {}, {"ports": [example.port("/services/x/ports/0", {"published": 24, "published_end": 3000, "target": 24, "target_end": 3000})]})])
	count(none) == 0
}
