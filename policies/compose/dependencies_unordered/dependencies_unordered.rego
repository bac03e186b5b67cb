# METADATA
# title: Dependencies are not in alphabetical order
# description: >-
#   In a fixed order a missing or doubled dependency is seen at once.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#depends_on
#     description: Compose file reference
# custom:
#   severity: info
#   confidence: high
#   category: style
#   applies_to: project
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Sort `depends_on` by name.
#   aliases: ["dclint:service-dependencies-alphabetical-order"]
package policies.compose.dependencies_unordered

deny contains finding if {
	some file in input.compose_files
	some service in file.services
	names := [item.text | some item in service.depends_on; is_string(item.text)]
	some i, item in service.depends_on
	names[i] < names[i - 1]
	finding := {
		"message": sprintf("service %s: dependency %s stands after %s; sort `depends_on`", [service.key, names[i], names[i - 1]]),
		"at": item.at,
		"subject": concat("", ["/services/", service.key]),
	}
}
