package policies.project.image_volume_unmapped_test

import data.policies.lib.example
import data.policies.project.image_volume_unmapped as rule

_found(mounts) := found if {
	service := example.service("web", {}, {"build": "d", "mounts": mounts})
	found := rule.deny with input as example.project_with([service], {"builds": {"d": {"at": "/builds/d", "dockerfile": "Dockerfile", "effect": {"volumes": [{"at": "/v", "value": "/data/", "stage": 0}]}}}})
}

test_nothing_mounted if example.marks(_found([])) == {"/services/web"}

test_mounted if {
	count(_found([example.mount("/m", {"target": "/data"})])) == 0
	count(_found([example.mount("/m", {"target": "/"})])) == 0
}

test_elsewhere if count(_found([example.mount("/m", {"target": "/database"})])) == 1
