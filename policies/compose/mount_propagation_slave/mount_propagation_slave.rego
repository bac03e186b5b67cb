# METADATA
# title: Mounts of the host appear in the container
# description: >-
#   With `slave` propagation whatever the host mounts below the directory later shows up in the container as well: a backup disk,
#   a network share, a decrypted volume. Agents that watch the file systems of the host need it; others do not.
# related_resources:
#   - ref: https://docs.docker.com/engine/storage/bind-mounts/#configure-bind-propagation
#     description: Configure bind propagation
# custom:
#   severity: info
#   confidence: high
#   category: mounts
#   applies_to: service
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Remove the propagation: the default, `rprivate`, lets later mounts neither in nor out.
#   cwe: [668]
#   aliases: ["kics:baa452f0-1f21-4a25-ace5-844e7a5f410d"]
package policies.compose.mount_propagation_slave

import data.policies.lib.mount

deny contains finding if {
	some service in input.services
	some mounted in service.facts.mounts
	mounted.propagation in {"slave", "rslave"}
	finding := {
		"message": sprintf("service %s sees what the host mounts below %s later (`%s`); remove the propagation", [service.key, mount.describe(mounted), mounted.propagation]),
		"at": mounted.at,
		"subject": service.at,
	}
}
