# METADATA
# title: RUN cd instead of WORKDIR
# description: >-
#   "`cd` lasts for one RUN only. Alone it does nothing, and in front of every command it hides where things
#   happen; WORKDIR says it once and holds for CMD as well."
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#workdir
#     description: "Docker: best practices, WORKDIR"
# custom:
#   severity: low
#   confidence: medium
#   category: dockerfile
#   applies_to: stage
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Set the directory for the instructions that follow:
#       WORKDIR /opt/app
#       RUN make install
#   aliases:
#     - hadolint:DL3003
#     - kics:f4a6bcd3-e231-4acf-993c-aa027be50d2e
#     - trivy:DS-0013
package policies.dockerfile.cd_instead_of_workdir

import data.policies.lib.commands
import data.policies.lib.stages

deny contains finding if {
	some entry in commands.named({"cd", "pushd"})
	entry.command.operator == null
	entry.command.depth == 0
	finding := {
		"message": sprintf("%s starts a RUN with `cd %s`; use `WORKDIR`", [stages.label(entry.stage), concat(" ", entry.command.words)]),
		"at": entry.command.at,
	}
}
