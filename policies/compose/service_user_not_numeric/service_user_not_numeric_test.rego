package policies.compose.service_user_not_numeric_test

import data.policies.lib.example
import data.policies.compose.service_user_not_numeric

test_name if {
	found := service_user_not_numeric.deny with input as example.project([example.service("web", {"user": "app"}, {"user": {"at": "/services/web/user", "text": "app", "root": false, "source": "compose"}})])
	example.marks(found) == {"/services/web/user"}
}

test_number if {
	found := service_user_not_numeric.deny with input as example.project([example.service("web", {"user": "1000"}, {"user": {"at": "/services/web/user", "text": "1000", "uid": 1000, "root": false, "source": "compose"}})])
	example.marks(found) == set()
}

test_root_is_another_rule if {
	found := service_user_not_numeric.deny with input as example.project([example.service("web", {"user": "root"}, {"user": {"at": "/services/web/user", "text": "root", "root": true, "source": "compose"}})])
	example.marks(found) == set()
}
