package policies.project.same_image_tag_different_build_test

import data.policies.lib.example
import data.policies.project.same_image_tag_different_build as rule

_found(image, build) := found if {
	a := example.service("a", {"image": "shop:1"}, {"build": "a/Dockerfile"})
	b := example.service("b", {"image": image}, {"build": build})
	found := rule.deny with input as example.project([a, b])
}

test_same_name if example.marks(_found("shop:1", "b/Dockerfile")) == {"/services/b/image"}

test_same_build if count(_found("shop:1", "a/Dockerfile")) == 0
