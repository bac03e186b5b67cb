# METADATA
# title: Environments use the same volume or network
# description: >-
#   A volume or network by a fixed name is one on a host, whichever environment uses it: what is tried in staging
#   is tried on the data of production.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/volumes/#external
#     description: "Compose file reference: external volumes"
#   - ref: https://docs.docker.com/compose/how-tos/project-name/
#     description: "Docker: project names"
# custom:
#   severity: high
#   confidence: medium
#   category: environments
#   applies_to: environments
#   applies_if: ["roles=production"]
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Let each environment have volumes and networks of its own: leave out `name` and `external`, or put the
#     environment into the name.
#   cwe: [668]
package policies.environments.volume_shared_across_envs

deny contains finding if {
	some environment in input.environments
	environment.role == "production"
	some kind in {"volumes", "networks"}
	some resource in environment.project[kind]
	_fixed(resource)
	others := [other |
		some beside in input.environments
		beside.role in {"development", "test", "staging"}
		some other in beside.project[kind]
		_fixed(other)
		other.name == resource.name
	]
	count(others) > 0
	finding := {
		"message": sprintf("%s of %s is the same as in another environment (%s); give each one of its own", [_words[kind], environment.name, resource.name]),
		"at": resource.at,
		"outcome": _outcomes[kind],
		"related": [{"at": other.at, "message": "the same name"} | some other in array.slice(others, 0, 5)],
	}
}

# A volume holds data. What else is on a network nobody can tell from here.
_outcomes := {"volumes": "fail", "networks": "review"}

_words := {"volumes": "a volume", "networks": "a network"}

# A name that Compose makes has the name of the project in it. Networks that a proxy shares with everybody are made for it.
_fixed(resource) if {
	is_string(object.get(resource, "name", null))
	count(resource.facts.used_by) > 0
	resource.facts.external
	not regex.match(`(?i)proxy|traefik|ingress|web|public|edge|gateway|monitor`, resource.name)
}
