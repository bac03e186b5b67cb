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
