package policies.compose.extra_hosts_override_test

import data.policies.lib.example
import data.policies.compose.extra_hosts_override

test_a_wrong_value_hides_nothing_of_others if {
	found := extra_hosts_override.deny with input as example.project([example.service("wrong0", {"extra_hosts": null}, {}), example.service("wrong1", {"extra_hosts": "x"}, {}), example.service("wrong2", {"extra_hosts": -1}, {}), example.service("wrong3", {"extra_hosts": true}, {}), example.service("wrong4", {"extra_hosts": [null]}, {}), example.service("web", {"extra_hosts": ["a.example.org=192.0.2.7"]}, {})])
	example.marks(found) == {"/services/web/extra_hosts/0"}
}
