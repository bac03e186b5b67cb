package policies.project.compose_user_overrides_nonroot_test

import data.policies.lib.example
import data.policies.project.compose_user_overrides_nonroot as rule

_root := {"at": "/services/web/user", "text": "root", "uid": null, "gid": null, "root": true, "source": "compose"}

_build(user) := {"d": {"at": "/builds/d", "dockerfile": "Dockerfile", "effect": {"user": user}}}

test_over_a_dockerfile if {
	service := example.service("web", {"user": "root"}, {"build": "d", "user": _root})
	found := rule.deny with input as example.project_with([service], {"builds": _build({"at": "/builds/d/stages/0/instructions/1", "text": "app", "root": false})})
	example.marks(found) == {"/services/web/user"}
}

test_image_is_root_too if {
	service := example.service("web", {"user": "root"}, {"build": "d", "user": _root})
	found := rule.deny with input as example.project_with([service], {"builds": _build({"at": null, "text": null, "root": null})})
	count(found) == 0
}

test_over_a_known_image if {
	service := example.service("web", {"user": "root"}, {"image": example.image("/services/web/image", "grafana/grafana", {}), "user": _root})
	found := rule.deny with input as example.project([service]) with data.known.images.images as {"grafana/grafana": {"user": "472"}}
	example.marks(found) == {"/services/web/user"}
}

test_known_image_is_root if {
	service := example.service("web", {"user": "root"}, {"image": example.image("/services/web/image", "library/nginx", {}), "user": _root})
	found := rule.deny with input as example.project([service]) with data.known.images.images as {"library/nginx": {"user": "root"}}
	count(found) == 0
}
