# METADATA
# title: Mounts of the container appear on the host
# description: >-
#   With `shared` propagation what is mounted below the directory inside of the container shows up on the host and in other
#   containers, so that a process with SYS_ADMIN changes the file tree of the host.
# related_resources:
#   - ref: https://docs.docker.com/engine/storage/bind-mounts/#configure-bind-propagation
#     description: Configure bind propagation
# custom:
#   severity: low
#   confidence: high
#   category: mounts
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove the propagation (the default is `rprivate`), or use `rslave`, which lets mounts of the host in and none out.
#   cwe: [668]
#   aliases: ["compose-lint:CL-0017", "kics:baa452f0-1f21-4a25-ace5-844e7a5f410d"]
package policies.compose.mount_propagation_shared

import data.policies.lib.mount

deny contains finding if {
	some service in input.services
	some mounted in service.facts.mounts
	mounted.propagation in {"shared", "rshared"}
	finding := {
		"message": sprintf("service %s shares its mounts below %s with the host (`%s`); remove the propagation", [service.key, mount.describe(mounted), mounted.propagation]),
		"at": mounted.at,
		"subject": service.at,
	}
}
