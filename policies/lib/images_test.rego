package policies.lib.image_test

import data.policies.lib.example
import data.policies.lib.image

_runs(repository) := example.service("x", {}, {"image": example.image("/services/x/image", repository, {})})

_builds_on(repository) := example.service("x", {}, {
	"build": "Dockerfile",
	"base_image": example.image("/builds/Dockerfile/stages/0/from", repository, {}),
})

test_datastore_by_name if {
	image.datastore(_runs("library/postgres")) == "PostgreSQL"
	image.datastore(_runs("bitnami/redis")) == "Redis"
	image.datastore(_builds_on("library/mongo")) == "MongoDB"
}

test_tools_are_no_datastores if {
	not image.datastore(_runs("prometheuscommunity/postgres-exporter"))
	not image.datastore(_runs("library/nginx"))
}

test_known_otherwise if {
	image.known_otherwise(_runs("library/nginx"))
	not image.known_otherwise(_runs("library/postgres"))
	not image.known_otherwise(_runs("acme/postgrest"))
}

test_drops_root if {
	image.drops_root(_runs("library/postgres"))
	not image.drops_root(_runs("library/python"))
	image.gives_root_up({"repository": "library/influxdb", "tag": "2.7-alpine"})
	image.gives_root_up({"repository": "library/influxdb", "tag": null})
	not image.gives_root_up({"repository": "library/influxdb", "tag": "1.8"})
}

_asks(words, fields) := example.service("x", {}, object.union(
	{"image": example.image("/services/x/image", "library/postgres", {}), "command": {"at": "/services/x/command", "words": words}},
	fields,
))

test_a_client_is_no_datastore if {
	every words in [["psql", "-c", "SELECT 1"], ["sh", "-c", "until pg_dump -h db app; do sleep 1; done"]] {
		not image.datastore(_asks(words, {}))
	}
	every words in [["postgres", "-c", "log_statement=all"], ["sh", "-c", "psql -f a.sql & exec postgres -D /data"], ["sh", "-c", "echo psql"]] {
		image.datastore(_asks(words, {})) == "PostgreSQL"
	}
}

test_what_is_published_is_a_server if {
	image.datastore(_asks(["psql", "-c", "SELECT 1"], {"ports": [example.port("/services/x/ports/0", {})]})) == "PostgreSQL"
}

# What the image starts says nothing of the service.
test_only_a_command_of_its_own_counts if {
	image.datastore(_asks(["psql", "-c", "SELECT 1"], {"command": {"at": "/builds/Dockerfile/stages/0/instructions/1", "words": ["psql", "-c"]}})) == "PostgreSQL"
}

test_makes_tunnels if {
	every repository in ["qmcgaw/gluetun", "linuxserver/wireguard", "hwdsl2/ipsec-vpn-server", "tailscale/tailscale", "dperson/openvpn-client", "acme/vpn"] {
		image.makes_tunnels(_runs(repository))
	}
	every repository in ["library/nginx", "acme/wgo", "acme/tunnel"] {
		not image.makes_tunnels(_runs(repository))
	}
}

test_observes_host if {
	image.observes_host(_runs("prom/node-exporter"))
	not image.observes_host(_runs("library/nginx"))
}
