# METADATA
# title: Staging and production are not made of the same
# description: >-
#   A service, a volume or a network that only one of them has was never tried together with the rest, or is
#   tried for nothing.
# related_resources:
#   - ref: https://12factor.net/dev-prod-parity
#     description: "The Twelve-Factor App: dev/prod parity"
#   - ref: https://docs.docker.com/compose/how-tos/production/
#     description: "Docker: Compose in production"
# custom:
#   severity: low
#   confidence: medium
#   category: environments
#   applies_to: environments
#   applies_if: ["comparisons.from_role=staging"]
#   params:
#     against:
#       default: [staging]
#       description: "What production is held against. Tests and development count only where there is no staging."
#       values: [staging, test, development]
#     allow:
#       default: []
#       description: "Services, volumes, networks and secrets that only one of them needs, by name."
#     reason:
#       default: ""
#       description: "Why, for those who read reports and evidence."
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Let both have it, best in the file that they have in common, or name it under `allow` where only one of
#     them can have it.
#   cwe: [1188]
package policies.environments.env_service_set_drift

import data.policies.lib.image

deny contains finding if {
	some comparison in input.comparisons
	comparison.from_role in data.params.environments.env_service_set_drift.against
	comparison.to_role == "production"
	some difference in comparison.differences
	difference.fact == "service"
	not difference.service in data.params.environments.env_service_set_drift.allow
	not _tool(comparison, difference)
	not _selected(comparison, difference)
	[has, lacks] := _sides(comparison, difference.from, difference.to)
	finding := {
		"message": sprintf("service %s runs in %s, and not in %s", [difference.service, has, lacks]),
		"at": difference.to_at,
		"subject": difference.subject,
		"related": [{"at": difference.from_at, "message": sprintf("the services of %s", [comparison.from])}],
	}
}

deny contains finding if {
	some comparison in input.comparisons
	comparison.from_role in data.params.environments.env_service_set_drift.against
	comparison.to_role == "production"
	some kind in ["networks", "secrets", "volumes"]
	some environment, other in {comparison.from: comparison.to, comparison.to: comparison.from}
	some name, resource in input.environments[environment].project[kind]
	resource.facts.declared
	not name in data.params.environments.env_service_set_drift.allow
	not name in object.keys(input.environments[other].project[kind])
	users := [user | some user in resource.facts.used_by; _lacks(kind, name, [environment, other], user)]
	count(users) > 0
	finding := {
		"message": sprintf("%s %s is there in %s, and not in %s, where service %s runs as well", [_words[kind], name, environment, other, users[0]]),
		"at": resource.at,
		"subject": input.environments[environment].at,
	}
}

# What a service has in one of them, and nothing else in its place in the other.
_lacks(kind, name, [environment, other], user) if {
	one := input.environments[environment].project.services[user]
	beside := input.environments[other].project.services[user]
	one.active
	beside.active
	_more(kind, name, one, beside)
}

_more("networks", _, one, beside) if count(one.facts.networks) > count(beside.facts.networks)

_more("secrets", name, _, beside) if not name in {mount.source | some mount in beside.facts.mounts; mount.from == "secrets"}

_more("volumes", name, one, beside) if {
	some mount in one.facts.mounts
	mount.source == name
	not mount.target in {other.target | some other in beside.facts.mounts}
}

# It is there, and starts with a profile or under another name.
_selected(comparison, difference) if {
	is_null(difference.from)
	difference.service in object.keys(input.environments[comparison.from].project.services)
}

_selected(comparison, difference) if {
	is_null(difference.to)
	difference.service in object.keys(input.environments[comparison.to].project.services)
}

# It has the name of the environment in its own.
_selected(comparison, difference) if {
	some environment in [comparison.from, comparison.to]
	some name, service in input.environments[environment].project.services
	name != difference.service
	service.active
	_bare(name) == _bare(difference.service)
}

_bare(name) := [word |
	some word in regex.split("[-_.]", lower(name))
	not word in _words_of_environments
]

_words_of_environments := {word | some words in data.known.environment_names.roles; some word in words}

_sides(comparison, from, _) := [comparison.from, comparison.to] if is_string(from)

_sides(comparison, _, to) := [comparison.to, comparison.from] if is_string(to)

# Of tools for developers another rule tells where they are too many.
_tool(comparison, difference) if {
	some environment in [comparison.from, comparison.to]
	reference := input.environments[environment].project.services[difference.service].facts.image
	is_object(reference)
	image.fact(data.known.developer_tools.images, reference)
}

_words := {"networks": "network", "secrets": "secret", "volumes": "volume"}
