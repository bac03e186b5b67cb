package policies.compose.service_user_root_explicit_test

import data.policies.lib.example
import data.policies.compose.service_user_root_explicit

test_root_by_name if {
	found := service_user_root_explicit.deny with input as example.project([example.service("web", {"user": "root"}, {"user": {"at": "/services/web/user", "text": "root", "root": true, "source": "compose"}})])
	example.marks(found) == {"/services/web/user"}
}

test_uid_zero_with_a_group if {
	found := service_user_root_explicit.deny with input as example.project([example.service("web", {"user": "0:1000"}, {"user": {"at": "/services/web/user", "text": "0:1000", "uid": 0, "gid": 1000, "root": true, "source": "compose"}})])
	example.marks(found) == {"/services/web/user"}
}

test_unprivileged if {
	found := service_user_root_explicit.deny with input as example.project([example.service("web", {"user": "1000"}, {"user": {"at": "/services/web/user", "text": "1000", "uid": 1000, "root": false, "source": "compose"}})])
	example.marks(found) == set()
}

test_root_of_the_image_is_another_rule if {
	found := service_user_root_explicit.deny with input as example.project([example.service("web", {}, {"user": {"at": "/services/web/image", "text": "root", "root": true, "source": "known-image"}})])
	example.marks(found) == set()
}

test_unknown if {
	found := service_user_root_explicit.deny with input as example.project([example.service("web", {"user": "${UID}"}, {"user": {"at": "/services/web/user", "text": "", "root": null, "source": "compose"}})])
	example.marks(found) == set()
}
