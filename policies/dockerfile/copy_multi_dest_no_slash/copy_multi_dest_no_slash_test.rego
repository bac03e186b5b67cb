package policies.dockerfile.copy_multi_dest_no_slash_test

import data.policies.dockerfile.copy_multi_dest_no_slash as rule
import data.policies.lib.fixtures_test as f

_count(words) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.copy("COPY", words)])])
}

test_no_slash if {
	_count(["a", "b", "app"]) == 1
}

test_fine if {
	_count(["a", "b", "app/"]) == 0
	_count(["a", "b", "."]) == 0
	_count(["a", "app"]) == 0
	_count(["a", "b", "$APP_DIR"]) == 0
}
