# METADATA
# title: Docker content trust is switched off
# description: >-
#   With DOCKER_CONTENT_TRUST=0 the client takes images whose signature was not checked even where the machine's
#   default asks for it.
# related_resources:
#   - ref: https://docs.docker.com/engine/security/trust/
#     description: "Docker: content trust"
# custom:
#   severity: info
#   confidence: medium
#   category: supply-chain
#   applies_to: env_file
#   applies_if: ["assignments.key=DOCKER_CONTENT_TRUST"]
#   set: all
#   since: 0.1.0
#   remediation: Remove the line, or check signatures in another way (cosign, notation) before deployment.
#   cwe: [347]
#   aliases: []
package policies.env.content_trust_disabled

deny contains finding if {
	some file in input.env_files
	some assignment in file.assignments
	assignment.key == "DOCKER_CONTENT_TRUST"
	assignment.value in {"0", "false"}
	finding := {
		"message": sprintf("%s switches content trust off; remove DOCKER_CONTENT_TRUST=%s", [file.path, assignment.value]),
		"at": assignment.at,
		"subject": file.at,
	}
}
