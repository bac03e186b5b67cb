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
