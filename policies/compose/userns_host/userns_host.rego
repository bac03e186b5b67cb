# METADATA
# title: Container opts out of user namespaces
# description: >-
#   Where the daemon maps root of containers to an unprivileged user of the host, `userns_mode: host` takes the service out of it:
#   root in the container is root on the host again.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#userns_mode
#     description: Compose file reference
#   - ref: https://docs.docker.com/engine/security/userns-remap/
#     description: Isolate containers with a user namespace
# custom:
#   severity: medium
#   confidence: high
#   category: namespaces
#   applies_to: service
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Remove `userns_mode: host`.
#   cwe: [668]
#   aliases: ["kics:8af7162d-6c98-482f-868e-0d33fb675ca8"]
package policies.compose.userns_host

import data.policies.lib

deny contains finding if {
	some service in input.services
	object.get(service, "userns_mode", "") == "host"
	finding := {
		"message": sprintf("service %s shares the user namespace of the host (`userns_mode: host`); remove `userns_mode`", [service.key]),
		"at": lib.at(service, ["userns_mode"]),
		"subject": service.at,
	}
}
