# METADATA
# title: Images
# description: What is known about the image at the bottom of a service.
# custom:
#   library: true
package policies.lib.image

# The image that a service runs, or builds on; undefined where unknown.
runs(service) := service.facts.base_image if service.facts.base_image != null

runs(service) := service.facts.image if {
	service.facts.base_image == null
	service.facts.image != null
	service.facts.build == null
}

# Its repository: `library/postgres`.
repository(service) := runs(service).repository

# The whole name under which facts are kept: `library/postgres` and `grafana/grafana` of Docker Hub, with the registry in front elsewhere;
# what mirrors and the makers call otherwise is the same image.
name(reference) := object.get(data.known.image_aliases.repositories, own, own) if own := _unmirrored(written(reference))

# The same as it is written.
written(reference) := reference.repository if reference.registry == "docker.io"

written(reference) := concat("/", [reference.registry, reference.repository]) if reference.registry != "docker.io"

_unmirrored(text) := concat("", [data.known.image_aliases.prefixes[_mirror(text)], trim_prefix(text, _mirror(text))])

_unmirrored(text) := regex.replace(text, "^.*/library/", "library/") if {
	not _mirror(text)
	regex.match(_cached, text)
}

_unmirrored(text) := text if {
	not _mirror(text)
	not regex.match(_cached, text)
}

# Of two that fit, the longer one comes later in the order of the alphabet.
_mirror(text) := max([prefix | some prefix, _ in data.known.image_aliases.prefixes; startswith(text, prefix)])

# A registry's cache of Docker Hub.
_cached := `^[^/]+[.:][^/]*/[^/]+(/[^/]+)*/library/[^/]+$`

# What a table says of an image; for a variant of it, what that has of its own instead.
fact(table, reference) := object.union(entry, _own(entry, reference)) if entry := table[name(reference)]

_own(entry, reference) := variant(entry, reference)

_own(entry, reference) := {} if not variant(entry, reference)

# What an entry says of the variant that a tag names; of several that fit, the first in the order of the alphabet.
variant(entry, reference) := entry.variants[min(fitting)] if {
	fitting := [pattern | some pattern, _ in entry.variants; fits(pattern, reference)]
	count(fitting) > 0
}

# The user of a well-known image, or of its variant; undefined where not known.
default_user(reference) := variant(_known(reference), reference)

default_user(reference) := _known(reference).user if not variant(_known(reference), reference)

_known(reference) := data.known.images.images[name(reference)]

# A pattern for tags fits: a part of the tag, `^` and its beginning, `>=` or `<` and a version. No tag is `latest`; a tag with no version in front
# is taken for the newest, one with less of a version than the pattern (`2` and `<2.4`) for the newest of those.
fits(pattern, reference) if {
	not regex.match("^[<>^]", pattern)
	contains(_tag(reference), pattern)
}

fits(pattern, reference) if {
	startswith(pattern, "^")
	startswith(_tag(reference), trim_prefix(pattern, "^"))
}

fits(pattern, reference) if {
	startswith(pattern, "<")
	_version(_tag(reference)) < _numbers(trim_prefix(pattern, "<"))
}

fits(pattern, reference) if {
	startswith(pattern, ">=")
	_version(_tag(reference)) >= _numbers(trim_prefix(pattern, ">="))
}

_tag(reference) := reference.tag if is_string(object.get(reference, "tag", null))

_tag(reference) := "latest" if not is_string(object.get(reference, "tag", null))

# The numbers at the beginning of a tag, and behind them one that is higher than any: what is not said is the newest.
_version(tag) := array.concat(_numbers(regex.find_n(`^v?([0-9]{1,9}(\.[0-9]{1,9})*)?`, tag, 1)[0]), [1000000000])

_numbers(text) := [to_number(part) | some part in regex.find_n("[0-9]+", text, -1)]

# The kind of datastore or broker a service runs, by its image: `PostgreSQL`. Tools around it (exporters, consoles) are none.
datastore(service) := kind if {
	kind := data.known.datastores.images[name(runs(service))]
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
	startswith(name(runs(service)), "library/")
	not datastore(service)
}

# An image whose entrypoint starts as root, prepares its directories and then gives root up.
drops_root(service) if {
	gives_root_up(runs(service))
	not _held(service)
}

# Some entrypoints stay root where they may not become another user.
_held(service) if {
	known := data.known.drops_root.images[name(runs(service))]
	fits(known.bounded, runs(service))
	service.facts.capabilities.drops_all
	added := {capability.name | some capability in service.facts.capabilities.add}
	count({"ALL", "SETGID", "SETUID"} & added) == 0
}

# The same of an image reference.
gives_root_up(reference) if {
	known := data.known.drops_root.images[name(reference)]
	_of_tag(known, reference)
}

_of_tag(known, _) if not known.tags

_of_tag(known, reference) if {
	some pattern in known.tags
	fits(pattern, reference)
}

# A program that makes a network of its own: a VPN, or a client of one.
makes_tunnels(service) if regex.match(_tunnels, repository(service))

_tunnels := `(?i)(^|[/_-])(wireguard|wg-easy|wg|amneziawg[a-z-]*|openvpn[a-z-]*|gluetun|tailscale|headscale|zerotier[a-z-]*|netbird|netmaker|firezone|ipsec[a-z-]*|strongswan|softether[a-z]*|ocserv|nordvpn|nordlynx|[a-z]*vpn)([/_-]|$)`

# An agent that watches the host it runs on.
observes_host(service) if data.known.host_observers.images[name(runs(service))]
