# METADATA
# title: All mounts of another container are taken over
# description: >-
#   `volumes_from` copies every mount of the other container, sockets and secrets among them, writable unless `:ro` is written,
#   and whatever is added there later.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#volumes_from
#     description: Compose file reference
# custom:
#   severity: medium
#   confidence: high
#   category: mounts
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Name the volumes that are shared in both services: `volumes: ["data:/data:ro"]`.
#   cwe: [668]
package policies.compose.volumes_from_used

import data.policies.lib
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	some i, other in typed.list(service, "volumes_from")
	is_string(other)
	finding := {
		"message": sprintf("service %s takes over all mounts of %s; name the volumes it needs instead", [service.key, other]),
		"at": lib.at(service, ["volumes_from", i]),
		"subject": service.at,
		"severity": _severity(other),
	}
}

# Read-only in the project is bounded; a container outside of the project is judged by nobody here.
_severity(other) := "low" if _read_only(other)

_severity(other) := "medium" if not _read_only(other)

_read_only(other) if {
	endswith(other, ":ro")
	not startswith(other, "container:")
}
