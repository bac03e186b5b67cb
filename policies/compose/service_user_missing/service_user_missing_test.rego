package policies.compose.service_user_missing_test

import data.policies.lib.example
import data.policies.compose.service_user_missing

test_image_that_runs_as_root if {
	found := service_user_missing.deny with input as example.project([example.service("web", {}, {"image": example.image("/services/web/image", "library/caddy", {}), "user": {"source": "known-image", "root": true}})])
	example.marks(found) == {"/services/web/user"}
}
