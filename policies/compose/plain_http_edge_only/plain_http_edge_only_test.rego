package policies.compose.plain_http_edge_only_test

import data.policies.lib.example
import data.policies.compose.plain_http_edge_only

test_plain if {
	found := plain_http_edge_only.deny with input as example.project([example.service("web", {}, {"ports": [example.port("/services/web/ports/0", {"published": 80})]})])
	example.marks(found) == {"/services/web/ports/0/published"}
}

test_with_tls if {
	found := plain_http_edge_only.deny with input as example.project([example.service("web", {}, {"ports": [example.port("/services/web/ports/0", {"published": 80}), example.port("/services/web/ports/1", {"published": 443, "target": 443})]})])
	example.marks(found) == set()
}

test_behind_a_proxy if {
	found := plain_http_edge_only.deny with input as example.project([example.service("web", {"labels": {"traefik.enable": "true"}}, {"ports": [example.port("/services/web/ports/0", {"published": 8080})]})])
	example.marks(found) == set()
}

test_loopback if {
	found := plain_http_edge_only.deny with input as example.project([example.service("web", {}, {"ports": [example.port("/services/web/ports/0", {"published": 80, "reach": "loopback"})]})])
	example.marks(found) == set()
}
