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

test_a_range if {
	every ends, wanted in {[70, 90]: 1, [81, 90]: 0, [70, 500]: 0} {
		found := plain_http_edge_only.deny with input as example.project([example.service("x", {}, {"ports": [example.port("/services/x/ports/0", {"published": ends[0], "published_end": ends[1], "target": ends[0] + 1000, "target_end": ends[1] + 1000})]})])
		count(found) == wanted
	}
}
