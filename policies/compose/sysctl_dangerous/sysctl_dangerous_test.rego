package policies.compose.sysctl_dangerous_test

import data.policies.lib.example
import data.policies.compose.sysctl_dangerous

test_forwarding if {
	found := sysctl_dangerous.deny with input as example.project([example.service("vpn", {"sysctls": {"net.ipv4.ip_forward": "1", "net.core.somaxconn": "1024"}}, {})])
	example.marks(found) == {"/services/vpn/sysctls/net.ipv4.ip_forward"}
}

test_any_interface if {
	found := sysctl_dangerous.deny with input as example.project([example.service("vpn", {"sysctls": {"net.ipv4.conf.all.accept_redirects": "1", "net.ipv4.conf.all.send_redirects": "0"}}, {})])
	example.marks(found) == {"/services/vpn/sysctls/net.ipv4.conf.all.accept_redirects"}
}

test_hardening if {
	found := sysctl_dangerous.deny with input as example.project([example.service("vpn", {"sysctls": {"net.ipv4.conf.all.accept_redirects": "0", "net.ipv4.ip_unprivileged_port_start": "0"}}, {})])
	example.marks(found) == set()
}

test_kernel if {
	found := sysctl_dangerous.deny with input as example.project([example.service("db", {"sysctls": {"kernel.core_pattern": "x", "kernel.shmmax": "1"}}, {})])
	example.marks(found) == {"/services/db/sysctls/kernel.core_pattern"}
}

test_none if {
	found := sysctl_dangerous.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == set()
}

test_a_wrong_value_hides_nothing_of_others if {
	found := sysctl_dangerous.deny with input as example.project([example.service("wrong0", {"sysctls": null}, {}), example.service("wrong1", {"sysctls": "x"}, {}), example.service("wrong2", {"sysctls": -1}, {}), example.service("wrong3", {"sysctls": true}, {}), example.service("web", {"sysctls": {"net.ipv4.ip_forward": "1"}}, {})])
	example.marks(found) == {"/services/web/sysctls/net.ipv4.ip_forward"}
}
