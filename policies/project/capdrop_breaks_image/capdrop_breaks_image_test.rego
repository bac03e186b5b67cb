package policies.project.capdrop_breaks_image_test

import data.policies.lib.example
import data.policies.project.capdrop_breaks_image as rule

_found(add, attributes, facts) := found if {
	capabilities := {"add": [{"at": "/a", "name": name} | some name in add], "drop": [{"at": "/services/db/cap_drop/0", "name": "ALL"}], "drops_all": true}
	service := example.service("db", attributes, object.union({"image": example.image("/services/db/image", "library/postgres", {}), "capabilities": capabilities}, facts))
	found := rule.deny with input as example.project([service]) with data.known.image_runtime.images as {"library/postgres": {"capabilities": ["CHOWN", "SETGID", "SETUID"]}}
}

test_nothing_added if example.marks(_found([], {}, {})) == {"/services/db/cap_drop/0"}

test_one_missing if count(_found(["CHOWN", "SETUID"], {}, {})) == 1

test_added if {
	count(_found(["SETGID", "SETUID"], {}, {})) == 0
	count(_found(["ALL"], {}, {})) == 0
}

test_own_user if count(_found([], {"user": "999"}, {"user": {"root": false}})) == 0

test_own_entrypoint if count(_found([], {"entrypoint": ["/run.sh"]}, {})) == 0

test_privileged if count(_found([], {}, {"hardening": {"privileged": true}})) == 0
