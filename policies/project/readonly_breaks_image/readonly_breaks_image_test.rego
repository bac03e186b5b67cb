package policies.project.readonly_breaks_image_test

import data.policies.lib.example
import data.policies.project.readonly_breaks_image as rule

_found(repository, mounts) := found if {
	service := example.service("web", {"read_only": true}, {"image": example.image("/services/web/image", repository, {}), "hardening": {"read_only": true}, "mounts": mounts})
	found := rule.deny with input as example.project([service]) with data.known.image_runtime.images as {"library/nginx": {"writes": ["/var/cache/nginx", "/run"]}}
}

_tmpfs(target) := example.mount(concat("", ["/m", target]), {"kind": "tmpfs", "target": target})

test_nothing_writable if example.marks(_found("library/nginx", [])) == {"/services/web/read_only"}

test_one_missing if count(_found("library/nginx", [_tmpfs("/var/cache/nginx")])) == 1

test_all_there if count(_found("library/nginx", [_tmpfs("/var/cache/nginx"), _tmpfs("/var/run")])) == 0

test_parent if count(_found("library/nginx", [_tmpfs("/var/cache"), _tmpfs("/run/nginx")])) == 0

test_unknown_image if count(_found("example/app", [])) == 0
