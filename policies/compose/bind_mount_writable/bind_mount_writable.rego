# METADATA
# title: Files of the host are mounted writable
# description: >-
#   What the container may write, whoever takes it over may write too: sources that are built next, configuration that other
#   services read.
# related_resources:
#   - ref: https://docs.docker.com/engine/storage/bind-mounts/
#     description: Bind mounts
# custom:
#   severity: low
#   confidence: high
#   category: mounts
#   applies_to: service
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Add `:ro` (`read_only: true` in the long syntax) wherever the service only reads; keep data in named volumes.
#   cwe: [732]
package policies.compose.bind_mount_writable

import data.policies.lib.mount

deny contains finding if {
	some service in input.services
	some mounted in service.facts.mounts
	mounted.kind == "bind"
	not mounted.read_only
	finding := {
		"message": sprintf("service %s may write to %s of the host; add `:ro` if it only reads", [service.key, mounted.host_path]),
		"at": mount.source_at(mounted),
		"subject": service.at,
	}
}
