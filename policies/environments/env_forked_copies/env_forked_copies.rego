# METADATA
# title: Environments are copies of each other
# description: >-
#   Where every environment has a whole file of its own, each change has to be made in each of them. What was
#   forgotten in one looks like what was meant to differ.
# related_resources:
#   - ref: https://docs.docker.com/compose/how-tos/multiple-compose-files/merge/
#     description: "Docker: merge Compose files"
#   - ref: https://12factor.net/dev-prod-parity
#     description: "The Twelve-Factor App: dev/prod parity"
# custom:
#   severity: info
#   confidence: medium
#   category: environments
#   applies_to: environments
#   applies_if: ["comparisons"]
#   params:
#     services:
#       default: 2
#       description: "From so many services in common on files count as copies."
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Keep what they share in one file (`compose.yaml`), and what differs in a file for each environment that is
#     laid over it, or let both `include` or `extends` it.
#   cwe: [1041]
package policies.environments.env_forked_copies

deny contains finding if {
	some comparison in input.comparisons
	one := input.environments[comparison.from].project
	other := input.environments[comparison.to].project
	count({file | some file in one.files} & {file | some file in other.files}) == 0
	not _shares(one)
	not _shares(other)
	common := object.keys(one.services) & object.keys(other.services)
	count(common) >= data.params.environments.env_forked_copies.services
	# What shares less is another set of services.
	count(common) * 2 >= min([count(one.services), count(other.services)])
	differences := [difference | some difference in comparison.differences; difference.service in common]
	count(differences) > 0
	finding := {
		"message": sprintf("%s and %s are copies: they share %d services and no file, and differ in %d facts of these; keep what they share in one file", [comparison.to, comparison.from, count(common), count(differences)]),
		"at": sprintf("%s/services", [other.at]),
		"subject": input.environments[comparison.to].at,
		"related": [{"at": sprintf("%s/services", [one.at]), "message": sprintf("the copy for %s", [comparison.from])}],
	}
}

# Parts of it stand in files that others may have, too.
_shares(project) if {
	some file in project.compose_files
	some key in file.keys
	key.key == "include"
}

_shares(project) if {
	some file in project.compose_files
	some service in file.services
	some key in service.keys
	key.key == "extends"
}
