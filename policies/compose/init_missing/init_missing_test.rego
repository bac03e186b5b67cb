package policies.compose.init_missing_test

import data.policies.lib.example
import data.policies.compose.init_missing as rule

test_node if {
	found := rule.deny with input as example.project([example.service("web", {}, {"base_image": example.image("/services/web/image", "library/node", {})})])
	example.marks(found) == {"/services/web/init"}
}

test_init if {
	found := rule.deny with input as example.project([example.service("web", {"init": true}, {"base_image": example.image("/services/web/image", "library/node", {})})])
	example.marks(found) == set()
}

test_tini if {
	found := rule.deny with input as example.project([example.service("web", {}, {"base_image": example.image("/services/web/image", "library/node", {}), "entrypoint": {"words": ["/sbin/tini", "--"]}})])
	example.marks(found) == set()
}

test_others if {
	found := rule.deny with input as example.project([example.service("web", {}, {"base_image": example.image("/services/web/image", "library/nginx", {})})])
	example.marks(found) == set()
}
