# METADATA
# title: Volume is written in quotes
# description: >-
#   Paths need no quotes in YAML; without them the lists of all files look alike.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#volumes
#     description: Compose file reference
# custom:
#   severity: info
#   confidence: high
#   category: style
#   applies_to: project
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Remove the quotes, unless the text begins with a character that YAML reserves.
#   aliases: ["dclint:no-quotes-in-volumes"]
package policies.compose.volumes_quoted

deny contains finding if {
	some file in input.compose_files
	some service in file.services
	some volume in service.volumes
	is_string(volume.text)
	volume.quote != ""
	not _needed(volume)
	finding := {
		"message": sprintf("service %s writes volume %s in quotes; remove them", [service.key, volume.text]),
		"at": volume.at,
		"subject": concat("", ["/services/", service.key]),
	}
}

# Texts that YAML would read otherwise without quotes.
_needed(volume) if regex.match("^[~!&*%@`{\\[|>?#]|: | #|:$|^$", volume.text)

_needed(volume) if {
	volume.flow
	regex.match(`[\]\[{},]`, volume.text)
}
