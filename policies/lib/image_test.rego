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

test_name if {
	image.name(_reference("docker.io", "library/redis")) == "library/redis"
	image.name(_reference("docker.io", "arm64v8/redis")) == "library/redis"
	image.name(_reference("public.ecr.aws", "docker/library/redis")) == "library/redis"
	image.name(_reference("mirror.gcr.io", "grafana/grafana-oss")) == "grafana/grafana"
	image.name(_reference("registry.example.com:5000", "cache/library/redis")) == "library/redis"
	image.name(_reference("registry.example.com", "library/redis")) == "registry.example.com/library/redis"
	image.name(_reference("ghcr.io", "acme/redis")) == "ghcr.io/acme/redis"
}

test_fits if {
	image.fits("slim", {"tag": "3.13-slim"})
	image.fits("^3", {"tag": "3.13-slim"})
	not image.fits("^13", {"tag": "3.13-slim"})
	not image.fits("slim", {"tag": null})
	image.fits("latest", {"tag": null})
}

test_fits_versions if {
	image.fits("<2.10", {"tag": "2.9.1-alpine"})
	not image.fits("<2.10", {"tag": "2.10"})
	not image.fits("<2.10", {"tag": "2"})
	image.fits(">=18", {"tag": "v18.1"})
	image.fits(">=18", {"tag": "alpine"})
	image.fits(">=18", {"tag": null})
	not image.fits(">=18", {"tag": "17"})
}

test_default_user if {
	image.default_user(object.union(_reference("docker.io", "library/haproxy"), {"tag": "1.8"})) == "root"
	image.default_user(_reference("docker.io", "library/haproxy")) == "haproxy"
	not image.default_user(_reference("docker.io", "acme/haproxy"))
}

_reference(registry, repository) := {"registry": registry, "repository": repository, "tag": null}

test_drops_root if {
	image.drops_root(_runs("library/postgres"))
	not image.drops_root(_runs("library/python"))
	image.gives_root_up(_tagged("library/influxdb", "2.7-alpine"))
	image.gives_root_up(_tagged("library/influxdb", null))
	not image.gives_root_up(_tagged("library/influxdb", "1.8"))
	image.gives_root_up(_tagged("library/php", "8.4-fpm"))
	not image.gives_root_up(_tagged("library/php", "8.4-cli"))
}

_tagged(repository, tag) := object.union(_reference("docker.io", repository), {"tag": tag})

test_keeps_root_where_it_may_not_change_its_user if {
	not image.drops_root(_dropping("8", []))
	image.drops_root(_dropping("7.4", []))
	image.drops_root(_dropping("8", [{"name": "SETGID"}, {"name": "SETUID"}]))
}

_dropping(tag, added) := example.service("x", {}, {
	"image": example.image("/services/x/image", "library/redis", {"tag": tag}),
	"capabilities": {"add": added, "drop": [], "drops_all": true},
})

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
	image.observes_host(_builds_on("grafana/alloy"))
	not image.observes_host(_runs("acme/node-exporter-docs"))
	not image.observes_host(_runs("library/nginx"))
}

# A name that is an alias of another would never be asked for.
test_every_fact_stands_under_the_name_it_is_asked_by if {
	lost := {name |
		some table in data.known
		some name, _ in table.images
		image.name(_parsed(name)) != name
	}
	lost == set()
	settings := array.concat(data.known.authentication.variables, data.known.authentication.options)
	named := {name | some setting in settings; some key in ["images", "besides"]; some name in object.get(setting, key, [])}
	{name | some name in named; image.name(_parsed(name)) != name} == set()
}

_parsed(name) := _reference(split(name, "/")[0], regex.replace(name, "^[^/]+/", "")) if contains(split(name, "/")[0], ".")

_parsed(name) := _reference("docker.io", name) if not contains(split(name, "/")[0], ".")
