package policies.project.effective_root_test

import data.policies.lib.example
import data.policies.project.effective_root

test_last_user_is_root if {
	found := effective_root.deny with input as example.project([example.service("web", {}, {"build": "web/Dockerfile", "user": {"at": "/builds/web~1Dockerfile/stages/0/instructions/1", "text": "root", "root": true, "source": "dockerfile"}})])
	example.marks(found) == {"/builds/web~1Dockerfile/stages/0/instructions/1"}
}

test_no_user_on_a_known_base if {
	found := effective_root.deny with input as example.project([example.service("web", {}, {"build": "web/Dockerfile", "base_image": example.image("/builds/x", "library/python", {}), "user": {"at": "/builds/x/stages/0/from", "text": "root", "root": true, "source": "known-image"}})])
	example.marks(found) == {"/builds/x/stages/0/from"}
}

test_image_that_can_change_its_user if {
	found := effective_root.deny with input as example.project_with([example.service("web", {}, {"build": "d", "base_image": example.image("/builds/x", "library/python", {}), "user": {"at": "/builds/d/stages/0/from", "text": "root", "root": true, "source": "known-image"}})], {"builds": {"d": {"dockerfile": "Dockerfile", "stages": [{"instructions": [{"text": "apt-get install -y gosu"}]}]}}})
	example.marks(found) == {"/builds/d/stages/0/from"}
}

test_unprivileged if {
	found := effective_root.deny with input as example.project([example.service("web", {}, {"build": "web/Dockerfile", "user": {"at": "/x", "text": "app", "root": false, "source": "dockerfile"}})])
	example.marks(found) == set()
}

test_unknown if {
	found := effective_root.deny with input as example.project([example.service("web", {}, {"build": "web/Dockerfile"})])
	example.marks(found) == set()
}
