# METADATA
# title: Datastore shares a network with a service that faces the outside
# description: >-
#   The published service does not use the datastore (another service does), and yet it can reach it. Who takes it over talks to
#   the database directly.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/networks/
#     description: "Compose file reference: networks"
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html
#     description: OWASP Docker Security Cheat Sheet
# custom:
#   severity: medium
#   confidence: medium
#   category: networks
#   applies_to: service
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Put the datastore and the services that use it in a network of their own: `networks: {back: {internal: true}}`.
#   cwe: [653]
package policies.compose.datastore_on_edge_network

import data.policies.lib.image
import data.policies.lib.port

deny contains finding if {
	some store in input.services
	kind := image.datastore(store)
	count(object.get(_tiers, store.key, set())) > 0
	some theirs in store.facts.networks
	not theirs.internal
	edges := [name |
		some name in sort(object.get(_edges, theirs.key, set()))
		not store.key in input.services[name].facts.depends_on
	]
	count(edges) > 0
	finding := {
		"message": sprintf("service %s (%s) shares the network %s with %s; give it a network of its own", [store.key, kind, theirs.key, _who(edges)]),
		"at": _place(store, theirs),
		"subject": store.at,
		"related": [{"at": input.services[name].at, "message": "is published"} | some name in array.slice(edges, 0, 5)],
	}
}

_who(edges) := sprintf("%s, which is published and does not use it", [edges[0]]) if count(edges) == 1

_who(edges) := sprintf("%s and %s, which are published and do not use it", [edges[0], edges[1]]) if count(edges) == 2

_who(edges) := sprintf("%s and %d others, which are published and do not use it", [edges[0], count(edges) - 1]) if count(edges) > 2

# The published services of each network; a published datastore is found by another rule.
_edges[network.key] contains service.key if {
	some service in input.services
	port.exposed(service)
	not image.datastore(service)
	some network in service.facts.networks
}

# Who uses a service and is not published: a tier between it and those that are.
_tiers[name] contains tier.key if {
	some tier in input.services
	not port.exposed(tier)
	some name in tier.facts.depends_on
}

# A service that names no network is in the default one: what is missing is marked at its name.
_place(store, network) := network.at if _names_networks(store)

_place(store, network) := network.at if network.key != "default"

_place(store, network) := store.at if {
	network.key == "default"
	not _names_networks(store)
}

_names_networks(store) if store.key in _with_networks

_with_networks contains name if {
	some file in input.compose_files
	some service in file.services
	"networks" in {key.key | some key in service.keys}
	name := service.key
}
