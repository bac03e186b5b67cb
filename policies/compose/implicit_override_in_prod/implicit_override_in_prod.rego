# METADATA
# title: An override file lies beside the files of production
# description: >-
#   Where no file is named, `docker compose up` takes `compose.override.yaml` as well. Somebody who forgets the
#   `-f` in the directory of production starts what the override is for: ports, mounts and commands of
#   development.
# related_resources:
#   - ref: https://docs.docker.com/compose/how-tos/multiple-compose-files/merge/
#     description: "Docker: merge Compose files"
#   - ref: https://docs.docker.com/compose/how-tos/production/
#     description: "Docker: Compose in production"
# custom:
#   severity: high
#   confidence: medium
#   category: environments
#   applies_to: project
#   applies_if: ["deployment.role=production"]
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Call the file after what it is for (`compose.dev.yaml`), so that it is only taken where somebody names it.
#   cwe: [1188]
package policies.compose.implicit_override_in_prod

deny contains finding if {
	input.deployment.role == "production"
	some override in _overrides
	finding := {
		"message": sprintf("a bare `docker compose up` in %s takes %s as well; call that file after what it is for", [_directory, override.path]),
		"at": "/services",
		"subject": input.at,
		"outcome": override.outcome,
	}
}

# It comes over the one file that production is made of, or instead of those that are laid over it; or it counts already, and perhaps is meant to.
_overrides := array.concat(
	[{"path": input.idle_override, "outcome": _outcome} | is_string(input.idle_override)],
	[{"path": path, "outcome": "review"} |
		some path in input.files
		regex.match(`(^|/)(docker-)?compose\.override\.ya?ml$`, path)
	],
)

_outcome := "fail" if count(input.files) == 1

# Then the bare call does not start production at all.
_outcome := "review" if count(input.files) > 1

_directory := input.directory if input.directory != "."

_directory := "the directory of the repository" if input.directory == "."
