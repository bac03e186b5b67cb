# METADATA
# title: EXPOSE is not a container port
# description: >-
#   EXPOSE takes a container port, a range and a protocol in lower case. Host addresses and host ports belong to
#   `docker run -p` or to the Compose file; written here they are ignored or refused.
# related_resources:
#   - ref: https://docs.docker.com/reference/build-checks/expose-invalid-format/
#     description: BuildKit check ExposeInvalidFormat
#   - ref: https://docs.docker.com/reference/build-checks/expose-proto-casing/
#     description: BuildKit check ExposeProtoCasing
# custom:
#   severity: low
#   confidence: high
#   category: dockerfile
#   applies_to: stage
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Name the port the program listens on:
#       EXPOSE 8080/tcp
#   aliases:
#     - buildkit:ExposeInvalidFormat
#     - buildkit:ExposeProtoCasing
package policies.dockerfile.expose_invalid_format

import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in instructions.of({"EXPOSE"})
	some port in entry.instruction.exposes
	port.text != ""
	not contains(entry.instruction.text, "$")
	not port.valid == true
	finding := {
		"message": sprintf("%s exposes %s, which is no container port; write `EXPOSE <port>` or `EXPOSE <port>/udp`", [stages.label(entry.stage), port.text]),
		"at": port.at,
	}
}

deny contains finding if {
	some entry in instructions.of({"EXPOSE"})
	some port in entry.instruction.exposes
	port.valid == true
	is_string(port.protocol)
	port.protocol != lower(port.protocol)
	finding := {
		"message": sprintf("%s writes the protocol of %s in upper case; write %s", [stages.label(entry.stage), port.text, lower(port.text)]),
		"at": port.at,
	}
}
