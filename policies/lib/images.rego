# METADATA
# title: Images
# description: What is known about the image at the bottom of a service.
# custom:
#   library: true
package policies.lib.image

# The repository a service runs or builds on: `library/postgres`; undefined where unknown.
repository(service) := service.facts.base_image.repository if service.facts.base_image != null

repository(service) := service.facts.image.repository if {
	service.facts.base_image == null
	service.facts.image != null
	service.facts.build == null
}

# The last part of it: `postgres`.
short_name(service) := regex.replace(repository(service), "^.*/", "")

# The kind of datastore or broker a service runs, by its image: `postgres`. Tools around it (exporters, consoles) are none.
datastore(service) := kind if {
	repo := repository(service)
	name := regex.replace(repo, "^.*/", "")
	kind := data.known.datastores.images[name]
	not _only_asks(service)
}

# A job that talks to a server with the client of the same image: `psql -c …`.
_only_asks(service) if {
	text := concat(" ", [word | some argv in _argvs(service); some word in argv.words])
	regex.match(`(^|[\s;&|("'])(psql|pg_dump(all)?|pg_restore|mysql|mysqldump|mariadb|mariadb-dump|mongosh?|mongodump|mongorestore|mongoimport|redis-cli|valkey-cli|cqlsh|clickhouse-client|kafka-topics(\.sh)?|rabbitmqadmin)\s`, text)
	not regex.match(`(^|[\s;&|/("'])(postgres|mysqld|mariadbd|mongod|redis-server|valkey-server|cassandra|clickhouse-server|kafka-server-start(\.sh)?|rabbitmq-server|docker-entrypoint\.sh)(\s|$)`, text)
	count(service.facts.ports) == 0
}

_argvs(service) := [argv |
	some argv in [service.facts.entrypoint, service.facts.command]
	is_object(argv)
	startswith(argv.at, concat("", [service.at, "/"]))
]

# The image is a well-known one that is no datastore, so a port number says nothing.
known_otherwise(service) if {
	repo := repository(service)
	startswith(repo, "library/")
	not datastore(service)
}

# An image whose entrypoint starts as root, prepares its directories and then gives root up.
drops_root(service) if {
	service.facts.base_image != null
	gives_root_up(service.facts.base_image)
}

drops_root(service) if {
	service.facts.base_image == null
	service.facts.image != null
	service.facts.build == null
	gives_root_up(service.facts.image)
}

# The same of an image reference.
gives_root_up(reference) if {
	some known in data.known.drops_root.images
	reference.repository == known.repository
	_of_tag(known, object.get(reference, "tag", null))
}

_of_tag(known, _) if not known.tags

# Without a tag it is the newest.
_of_tag(known, null) if is_array(known.tags)

_of_tag(known, tag) if {
	is_string(tag)
	some beginning in known.tags
	startswith(tag, beginning)
}

# A program that makes a network of its own: a VPN, or a client of one.
makes_tunnels(service) if regex.match(_tunnels, image_text(service))

_tunnels := `(?i)(^|[/_-])(wireguard|wg-easy|wg|amneziawg[a-z-]*|openvpn[a-z-]*|gluetun|tailscale|headscale|zerotier[a-z-]*|netbird|netmaker|firezone|ipsec[a-z-]*|strongswan|softether[a-z]*|ocserv|nordvpn|nordlynx|[a-z]*vpn)([/_-]|$)`

# An agent that watches the host it runs on.
observes_host(service) if {
	some name in data.known.host_observers.names
	contains(lower(image_text(service)), name)
}

# The repository that a service runs, also where it builds on it; empty where nobody knows.
image_text(service) := repository(service) if is_string(repository(service))

else := ""
