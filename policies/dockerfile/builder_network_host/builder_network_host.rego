# METADATA
# title: A build step uses the builder's own network
# description: >-
#   "`RUN --network=host` reaches everything the building machine reaches on its loopback address: other
#   containers' ports, agents, metadata services."
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#run---network
#     description: Dockerfile reference, RUN --network
# custom:
#   severity: medium
#   confidence: high
#   category: supply-chain
#   applies_to: stage
#   set: recommended
#   since: 0.1.0
#   remediation: Remove `--network=host`, or use `--network=none` for steps that need no network.
#   cwe: [653]
#   aliases: []
package policies.dockerfile.builder_network_host

import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in instructions.of({"RUN"})
	flag := instructions.flag(entry.instruction, "network")
	flag.value == "host"
	finding := {
		"message": sprintf("%s runs a step in the builder's network with --network=host; remove it", [stages.label(entry.stage)]),
		"at": flag.at,
	}
}
