package policies.compose.proxy_bypass_test

import data.policies.lib.example
import data.policies.compose.proxy_bypass

test_traefik if {
	found := proxy_bypass.deny with input as example.project([example.service("web", {"labels": {"traefik.http.routers.web.rule": "Host(`x`)", "traefik.http.services.web.loadbalancer.server.port": "80"}}, {"ports": [example.port("/services/web/ports/0", {}), example.port("/services/web/ports/1", {"published": 2222, "target": 22})]})])
	example.marks(found) == {"/services/web/ports/0/published"}
}

test_caddy if {
	found := proxy_bypass.deny with input as example.project([example.service("web", {"labels": {"caddy": "x.example.org"}}, {"ports": [example.port("/services/web/ports/0", {})]})])
	example.marks(found) == {"/services/web/ports/0/published"}
}

test_loopback if {
	found := proxy_bypass.deny with input as example.project([example.service("web", {"labels": {"caddy": "x.example.org"}}, {"ports": [example.port("/services/web/ports/0", {"reach": "loopback"})]})])
	example.marks(found) == set()
}

test_the_proxy_itself if {
	found := proxy_bypass.deny with input as example.project([example.service("proxy", {"labels": {"traefik.http.routers.api.rule": "x"}}, {"image": example.image("/services/proxy/image", "library/traefik", {}), "ports": [example.port("/services/proxy/ports/0", {})]})])
	example.marks(found) == set()
}

test_proxy_of_unknown_image if {
	found := proxy_bypass.deny with input as example.project([example.service("traefik", {"labels": {"traefik.http.routers.d.rule": "x"}}, {"ports": [example.port("/services/traefik/ports/0", {})]}), example.service("edge", {"labels": {"traefik.http.routers.d.rule": "x", "traefik.http.routers.d.service": "api@internal"}}, {"ports": [example.port("/services/edge/ports/0", {})]})])
	example.marks(found) == set()
}

test_no_proxy if {
	found := proxy_bypass.deny with input as example.project([example.service("web", {"labels": {"team": "a"}}, {"ports": [example.port("/services/web/ports/0", {})]})])
	example.marks(found) == set()
}
