# METADATA
# title: Compose file has a version
# description: >-
#   Compose ignores `version` and warns about it at every call. The line suggests a format and limits that are long gone.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/version-and-name/
#     description: "Compose file reference: version and name"
# custom:
#   severity: info
#   confidence: high
#   category: hygiene
#   applies_to: project
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Remove the line `version`.
#   aliases: ["dclint:no-version-field"]
package policies.compose.compose_version_obsolete

deny contains finding if {
	some file in input.compose_files
	some written in file.keys
	written.key == "version"
	finding := {
		"message": sprintf("%s has a `version`, which Compose ignores; remove the line", [file.path]),
		"at": written.at,
		"subject": input.at,
	}
}
