package policies.compose.service_user_missing_test

import data.policies.lib.example
import data.policies.compose.service_user_missing

test_image_of_unknown_user if {
	found := service_user_missing.deny with input as example.project([example.service("web", {}, {"image": example.image("/services/web/image", "acme/web", {})})])
	example.marks(found) == {"/services/web/user"}
}

test_user_is_set if {
	found := service_user_missing.deny with input as example.project([example.service("web", {"user": "1000"}, {"image": example.image("/services/web/image", "acme/web", {}), "user": {"source": "compose", "root": false}})])
	example.marks(found) == set()
}

test_image_that_runs_as_root if {
	found := service_user_missing.deny with input as example.project([example.service("web", {}, {"image": example.image("/services/web/image", "library/caddy", {}), "user": {"source": "known-image", "root": true}})])
	example.marks(found) == {"/services/web/user"}
}

test_image_that_gives_root_up if {
	found := service_user_missing.deny with input as example.project([example.service("web", {}, {"image": example.image("/services/web/image", "library/nginx", {}), "user": {"source": "known-image", "root": true}})])
	example.marks(found) == set()
}

test_image_of_another_user if {
	found := service_user_missing.deny with input as example.project([example.service("web", {}, {"image": example.image("/services/web/image", "grafana/grafana", {}), "user": {"source": "known-image", "root": false}})])
	example.marks(found) == set()
}

test_built_here if {
	found := service_user_missing.deny with input as example.project([example.service("web", {}, {"build": "web/Dockerfile"})])
	example.marks(found) == set()
}
