# METADATA
# title: Exposed port is out of range
# description: >-
#   Ports end at 65535. The number is a typing error, and the port that was meant is not documented.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#expose
#     description: Dockerfile reference about EXPOSE
# custom:
#   severity: high
#   confidence: high
#   category: ports
#   applies_to: stage
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Write the port the program listens on, between 1 and 65535: `EXPOSE 8080`.
#   cwe: [1284]
#   aliases: ["hadolint:DL3011", "kics:71bf8cf8-f0a1-42fa-b9d2-d10525e0a38e", "trivy:DS-0008"]
package policies.dockerfile.expose_out_of_range

deny contains finding if {
	some build in input.builds
	some stage in build.stages
	some instruction in stage.instructions
	some exposed in instruction.exposes
	ports := split(exposed.text, "/")[0]
	some number in split(ports, "-")
	regex.match("^[0-9]{1,9}$", number)
	to_number(number) > 65535
	finding := {
		"message": sprintf("%s exposes port %s, and ports end at 65535; write the port that is meant", [build.dockerfile, number]),
		"at": exposed.at,
		"subject": stage.at,
	}
}
