package policies.compose.sysctl_dangerous_test

import data.policies.lib.example
import data.policies.compose.sysctl_dangerous

test_a_wrong_value_hides_nothing_of_others if {
	found := sysctl_dangerous.deny with input as example.project([example.service("wrong0", {"sysctls": null}, {}), example.service("wrong1", {"sysctls": "x"}, {}), example.service("wrong2", {"sysctls": -1}, {}), example.service("wrong3", {"sysctls": true}, {}), example.service("web", {"sysctls": {"net.ipv4.ip_forward": "1"}}, {})])
	example.marks(found) == {"/services/web/sysctls/net.ipv4.ip_forward"}
}
