# METADATA
# title: Control socket of the host is mounted
# description: >-
#   Whoever can talk to the socket of Docker, containerd, CRI-O, Podman or systemd starts privileged containers or units and owns
#   the host. `:ro` protects the file and not the API behind it; a parent directory, a secret or a named volume hands the socket
#   over just as well.
# related_resources:
#   - ref: https://docs.docker.com/engine/security/protect-access/
#     description: Protect the Docker daemon socket
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
#     Remove the mount. Where the service must ask the engine, put a proxy in between that allows single read-only calls, and give
#     only the proxy the socket.
#   cwe: [250, 668]
#   absorbs: [compose/bind-mount-writable, compose/volume-shared-rw, project/lateral-path-to-host]
#   aliases: ["compose-lint:CL-0001", "kics:d6355c88-1e8d-49e9-b2f2-f8a1ca12c75b"]
package policies.compose.docker_socket_mounted

import data.policies.lib.mount
import data.policies.lib.port
import data.policies.lib.power

deny contains finding if {
	some service in input.services
	some mounted in service.facts.mounts
	mounted.kind != "api-socket"
	owners := mount.control_sockets(mounted)
	not _passes_on(service, mounted)
	finding := {
		"message": sprintf("service %s gets the control socket of %s through %s; remove the mount", [service.key, concat(", ", sort(owners)), mount.describe(mounted)]),
		"at": mount.source_at(mounted),
		"subject": service.at,
	}
}

# The proxy that keeps the socket from others; project/socket-proxy-overbroad looks at what it lets through.
deny contains finding if {
	some service in input.services
	some mounted in service.facts.mounts
	mounted.kind != "api-socket"
	owners := mount.control_sockets(mounted)
	_passes_on(service, mounted)
	finding := {
		"message": sprintf("service %s passes on the control socket of %s; leave it to the services that need it, in a network of their own", [service.key, concat(", ", sort(owners))]),
		"at": mount.source_at(mounted),
		"subject": service.at,
		"severity": "medium",
	}
}

_passes_on(service, mounted) if {
	power.socket_proxy(service)
	mounted.read_only
	not port.exposed(service)
}
