# METADATA
# title: Services
# description: Which services there are, and what they write about limits.
# custom:
#   library: true
package policies.lib.service

import data.policies.lib.typed

# Services that run a container; a service of a provider does not, nor does a part of one that is laid over another file.
containers contains service if {
	some service in input.services
	object.get(service, "provider", null) == null
	not service.facts.part
}

# Addresses of values in which a variable has a part that nothing sets: what they are nobody knows.
unset_at contains at if {
	some variable in input.variables
	variable.state == "unset"
	is_string(variable.used_at)
	at := variable.used_at
}

# Services by their addresses.
by_at := {service.at: service | some service in input.services}

# Keys of services that others wait for to end.
awaited contains key if {
	some other in input.services
	some key, dependency in typed.map(other, "depends_on")
	is_object(dependency)
	object.get(dependency, "condition", "") == "service_completed_successfully"
}

_limit_places := {
	"memory": [["mem_limit"], ["deploy", "resources", "limits", "memory"]],
	"cpus": [["cpus"], ["cpu_quota"], ["deploy", "resources", "limits", "cpus"]],
	"pids": [["pids_limit"], ["deploy", "resources", "limits", "pids"]],
}

# Where a service writes about a limit (`memory`, `cpus`, `pids`), whether it limits anything or not.
limit_attributes(service, limit) := [{"attribute": attribute, "value": value} |
	some attribute in _limit_places[limit]
	value := object.get(service, attribute, null)
	value != null
]

has_limit_attribute(service, limit) if count(limit_attributes(service, limit)) > 0
