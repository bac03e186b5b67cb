package policies.compose.service_user_root_explicit_test

import data.policies.lib.example
import data.policies.compose.service_user_root_explicit

test_root_of_the_image_is_another_rule if {
	found := service_user_root_explicit.deny with input as example.project([example.service("web", {}, {"user": {"at": "/services/web/image", "text": "root", "root": true, "source": "known-image"}})])
	example.marks(found) == set()
}
