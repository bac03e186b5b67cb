package policies.dockerfile.copy_owned_by_app_user_test

import data.policies.dockerfile.copy_owned_by_app_user as rule
import data.policies.lib.fixtures_test as f

_count(chown, user) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.with_effect(f.stage("a:1", [f.copied_as(f.copy("COPY", ["a", "/a"]), {"chown": chown})]), {"user": {"text": user, "root": false}})])
}

test_same_user if {
	_count("app:app", "app") == 1
}
