# METADATA
# title: Deployments
# description: How many containers of a service run, and whether the file is meant for a swarm.
# custom:
#   library: true
package policies.lib.deployment

import data.policies.lib.typed

# How many containers of a service are asked for.
replicas(service) := service.scale if is_number(object.get(service, "scale", null))

replicas(service) := count if {
	not is_number(object.get(service, "scale", null))
	count := object.get(service, ["deploy", "replicas"], 1)
	is_number(count)
}

replicas(service) := 1 if {
	not is_number(object.get(service, "scale", null))
	not is_number(object.get(service, ["deploy", "replicas"], 1))
}

# Where that is written.
replicas_at(service) := data.policies.lib.at(service, ["scale"]) if is_number(object.get(service, "scale", null))

replicas_at(service) := data.policies.lib.at(service, ["deploy", "replicas"]) if not is_number(object.get(service, "scale", null))

# The project is meant for a swarm: something in it works nowhere else.
swarm if {
	some service in input.services
	some key in ["update_config", "rollback_config", "placement", "endpoint_mode"]
	object.get(service, ["deploy", key], null) != null
}

swarm if {
	some service in input.services
	object.get(service, ["deploy", "mode"], "") in {"global", "replicated-job", "global-job"}
}

swarm if {
	some network in input.networks
	object.get(network, "driver", "") == "overlay"
}

# Services of a swarm that are updated container by container.
replicated contains service if {
	swarm
	some service in input.services
	is_object(object.get(service, "deploy", null))
	object.get(service, ["deploy", "mode"], "replicated") == "replicated"
}

# Nanoseconds of a duration (`1m30s`).
nanoseconds(text) := sum([amount |
	some part in regex.find_n(`[0-9.]+(h|ms|m|s|us|ns)`, text, -1)
	unit := regex.replace(part, "[0-9.]+", "")
	amount := to_number(trim_suffix(part, unit)) * _units[unit]
])

_units := {"h": 3600000000000, "m": 60000000000, "s": 1000000000, "ms": 1000000, "us": 1000, "ns": 1}

# `update_config` as written, with the service.
updates := [{"service": service, "config": config} |
	some service in input.services
	config := object.get(service, ["deploy", "update_config"], null)
	is_object(config)
]

# A stack refuses these; so does it a `depends_on` with conditions.
_refused_by_a_stack := ["extends", "profiles", "develop", "mem_limit", "cpus", "pids_limit", "pull_policy", "platform", "runtime", "scale", "gpus", "provider", "volumes_from", "group_add"]

# The project holds what `docker stack deploy` refuses.
compose_only if {
	some service in input.services
	some key in _refused_by_a_stack
	object.get(service, key, null) != null
}

compose_only if {
	some service in input.services
	some dependency in typed.map(service, "depends_on")
	is_object(dependency)
	object.get(dependency, "condition", "service_started") != "service_started"
}

# Whether it is deployed as a stack, as far as parameter and files say.
for_swarm("swarm") := true

for_swarm("auto") if {
	swarm
	not compose_only
}

# Whether it is run by `docker compose`.
for_compose("compose") := true

for_compose("auto") if compose_only

# Only a parameter says it for sure.
judged(target) := {} if target != "auto"

judged("auto") := {"outcome": "review"}
