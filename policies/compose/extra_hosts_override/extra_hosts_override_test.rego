package policies.compose.extra_hosts_override_test

import data.policies.lib.example
import data.policies.compose.extra_hosts_override

test_public_name if {
	found := extra_hosts_override.deny with input as example.project([example.service("web", {"extra_hosts": ["registry.example.org=192.0.2.7", "db=192.0.2.8"]}, {})])
	example.marks(found) == {"/services/web/extra_hosts/0"}
}

test_host if {
	found := extra_hosts_override.deny with input as example.project([example.service("web", {"extra_hosts": ["host.docker.internal=host-gateway"]}, {})])
	example.marks(found) == {"/services/web/extra_hosts/0"}
}

test_internal if {
	found := extra_hosts_override.deny with input as example.project([example.service("web", {"extra_hosts": ["api.internal=192.0.2.8", "x.test=192.0.2.9"]}, {})])
	example.marks(found) == set()
}
