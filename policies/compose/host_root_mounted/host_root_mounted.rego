# METADATA
# title: Root directory of the host is mounted
# description: >-
#   The container sees every file of the host, keys and passwords among them, and every control socket, even where the mount is
#   read-only. Writable, it is the host.
# related_resources:
#   - ref: https://docs.docker.com/engine/storage/bind-mounts/
#     description: Bind mounts
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html
#     description: OWASP Docker Security Cheat Sheet
# custom:
#   severity: critical
#   confidence: high
#   category: mounts
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Mount the single directories that the service reads, with `:ro`; monitoring agents work with `/proc`, `/sys` and, for disk
#     figures, the mount points they report.
#   cwe: [250, 668]
#   absorbs: [compose/bind-mount-writable]
#   aliases: ["compose-lint:CL-0001", "kics:1c1325ff-831d-43a1-973e-839ae57dfcc0"]
package policies.compose.host_root_mounted

import data.policies.lib.image
import data.policies.lib.mount

deny contains finding if {
	some service in input.services
	some mounted in service.facts.mounts
	mount.of_host(mounted) == "/"
	not _only_watches(service, mounted)
	finding := {
		"message": sprintf("service %s has the whole host mounted at %s; mount the single directories it needs", [service.key, object.get(mounted, "target", "an unknown path")]),
		"at": mount.source_at(mounted),
		"subject": service.at,
	}
}

# Agents that watch the host are meant to read all of it, and with it all that it keeps secret.
deny contains finding if {
	some service in input.services
	some mounted in service.facts.mounts
	mount.of_host(mounted) == "/"
	_only_watches(service, mounted)
	finding := {
		"message": sprintf("service %s reads the whole host at %s, its secrets too; keep it off networks that published services share", [service.key, object.get(mounted, "target", "an unknown path")]),
		"at": mount.source_at(mounted),
		"subject": service.at,
		"severity": "medium",
	}
}

_only_watches(service, mounted) if {
	mounted.read_only
	image.observes_host(service)
}
