# METADATA
# title: The build records no provenance
# description: >-
#   The provenance attestation says from which source and base images an image was built. Without it nobody can
#   tell later which images contain a vulnerable layer.
# related_resources:
#   - ref: https://docs.docker.com/build/metadata/attestations/
#     description: "Docker: build attestations"
# custom:
#   severity: low
#   confidence: high
#   category: supply-chain
#   applies_to: service
#   applies_if: ["build"]
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Remove the line, or ask for more:
#       build:
#         provenance: mode=max
#         sbom: true
#   cwe: [353]
#   aliases: []
package policies.compose.attestation_disabled

import data.policies.lib

deny contains finding if {
	some service in input.services
	build := object.get(service, "build", null)
	is_object(build)
	some key in ["provenance", "sbom"]
	object.get(build, key, null) == "false"
	finding := {
		"message": sprintf("service %s is built with `%s: false`; remove it", [service.key, key]),
		"at": lib.at(service, ["build", key]),
		"subject": service.at,
	}
}
