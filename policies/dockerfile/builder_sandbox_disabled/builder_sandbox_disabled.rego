# METADATA
# title: A build step runs without its sandbox
# description: >-
#   "`RUN --security=insecure` gives the step all capabilities on the machine that builds, which is often the one
#   that holds the keys for signing and deployment."
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#run---security
#     description: Dockerfile reference, RUN --security
# custom:
#   severity: high
#   confidence: high
#   category: supply-chain
#   applies_to: stage
#   set: recommended
#   since: 0.1.0
#   remediation: Do the privileged step outside of the build, and copy its result in.
#   cwe: [250]
#   aliases: []
package policies.dockerfile.builder_sandbox_disabled

import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in instructions.of({"RUN"})
	flag := instructions.flag(entry.instruction, "security")
	flag.value == "insecure"
	finding := {
		"message": sprintf("%s runs a step with --security=insecure, outside of the builder's sandbox; remove it", [stages.label(entry.stage)]),
		"at": flag.at,
	}
}
