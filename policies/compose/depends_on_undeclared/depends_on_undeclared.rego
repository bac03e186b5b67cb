# METADATA
# title: Service talks to another that it does not depend on
# description: >-
#   A setting names another service of the project, but nothing says that this one needs it. Compose starts both at once,
#   and starting this one alone leaves the other out.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#depends_on
#     description: Compose file reference
#   - ref: https://docs.docker.com/compose/how-tos/startup-order/
#     description: Control startup order
# custom:
#   severity: info
#   confidence: medium
#   category: dependencies
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Declare it, with the condition that the service needs:
#       depends_on:
#         db:
#           condition: service_healthy
package policies.compose.depends_on_undeclared

import data.policies.lib
import data.policies.lib.probe

deny contains finding if {
	some service in input.services
	uses := _uses(service)
	some target in uses
	not target in _below(service.key)
	# The other way round it cannot be declared.
	not service.key in _below(target)
	finding := {
		"message": sprintf("service %s uses service %s by %s without depending on it; write `depends_on: [%s]`", [service.key, target, _first(service, target), target]),
		"at": lib.at(service, ["environment", _first(service, target)]),
		"subject": service.at,
	}
}

# Other services that are named by settings of this one.
_uses(service) := {target |
	some use in _named[service.key]
	target := use.target
}

_first(service, target) := min({use.name |
	some use in _named[service.key]
	use.target == target
})

_named := {service.key: uses |
	some service in input.services
	service.active
	uses := [{"name": name, "target": target} |
		some name, variable in service.facts.environment
		variable.source == "environment"
		is_string(variable.value)
		some host in _hosts(name, variable.value)
		target := _by_name[host]
		target != service.key
	]
}

# The service behind a name, where only one has it.
_by_name := {name: target |
	some name, owners in _owners
	count(owners) == 1
	some target in owners
}

_owners[name] contains service.key if {
	some service in input.services
	service.active
	some name in probe.own_names(service)
}

_hosts(_, value) := hosts if {
	regex.match("^[a-z][a-z0-9+.-]*://", value)
	hosts := [lower(trim(regex.replace(each, ":[0-9]*$", ""), "[]")) | some each in split(_authority(value), ",")]
}

_hosts(name, value) := [lower(regex.replace(value, ":[0-9]+$", ""))] if {
	regex.match("^[A-Za-z0-9_.-]+:[0-9]+$", value)
	not regex.match("(^|_)(IMAGE|TAG|VERSION|TITLE|NAME)($|_)", upper(name))
}

_hosts(name, value) := [lower(value)] if {
	regex.match("^[A-Za-z0-9_.-]+$", value)
	regex.match("(^|_)(HOST|HOSTNAME|SERVER|ADDRESS|ENDPOINT)$", upper(name))
}

_authority(url) := regex.replace(regex.replace(regex.replace(url, "^[a-z][a-z0-9+.-]*://", ""), "[/?#].*$", ""), "^.*@", "")

# All that a service depends on, through others too; what it shares its network with is among them.
_below(key) := graph.reachable(_edges, _edges[key])

_edges := {service.key: service.facts.depends_on | some service in input.services}
