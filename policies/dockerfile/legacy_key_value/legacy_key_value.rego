# METADATA
# title: ENV or LABEL in the old form without an equals sign
# description: >-
#   "`ENV key value` takes the rest of the line as one value, so a second variable on the line becomes part of the
#   first one's value. The form is deprecated."
# related_resources:
#   - ref: https://docs.docker.com/reference/build-checks/legacy-key-value-format/
#     description: BuildKit check LegacyKeyValueFormat
# custom:
#   severity: low
#   confidence: high
#   category: dockerfile
#   applies_to: stage
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Write the equals sign and quote what has spaces:
#       ENV JAVA_OPTS="-Xmx256m -Xms64m"
#   aliases:
#     - buildkit:LegacyKeyValueFormat
package policies.dockerfile.legacy_key_value

import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in instructions.of({"ENV", "LABEL"})
	some pair in entry.instruction.pairs
	pair.legacy == true
	finding := {
		"message": sprintf("%s writes `%s %s …` without an equals sign; write `%s %s=…`", [stages.label(entry.stage), entry.instruction.keyword, pair.key, entry.instruction.keyword, pair.key]),
		"at": entry.instruction.at,
	}
}
