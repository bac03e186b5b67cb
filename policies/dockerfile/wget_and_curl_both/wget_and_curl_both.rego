# METADATA
# title: Both wget and curl are used
# description: >-
#   One of them is enough; the other only adds a package with its own flaws.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/
#     description: "Docker: best practices"
# custom:
#   severity: info
#   confidence: medium
#   category: size
#   applies_to: stage
#   set: all
#   since: 0.1.0
#   remediation: Use one of them in all instructions of the stage.
#   aliases:
#     - hadolint:DL4001
#     - kics:fc775e75-fcfb-4c98-b2f2-910c5858b359
#     - trivy:DS-0014
package policies.dockerfile.wget_and_curl_both

import data.policies.lib.stages

deny contains finding if {
	some entry in stages.all
	used := [command |
		some instruction in entry.stage.instructions
		instruction.keyword == "RUN"
		some command in instruction.commands
		command.name in {"wget", "curl"}
	]
	second := [command | some command in used; command.name != used[0].name]
	finding := {
		"message": sprintf("%s uses both %s and %s; one is enough", [stages.label(entry.stage), used[0].name, second[0].name]),
		"at": second[0].at,
		"related": [{"at": used[0].at, "message": "the other one"}],
	}
}
