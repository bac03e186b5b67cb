# METADATA
# title: Container shares the network of the host
# description: >-
#   The process sees and binds the interfaces of the host, reaches services that listen on its loopback only, and is behind no
#   published-port rule.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#network_mode
#     description: Compose file reference
#   - ref: https://docs.docker.com/engine/network/drivers/host/
#     description: Host network driver
# custom:
#   severity: high
#   confidence: high
#   category: namespaces
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove `network_mode: host` and publish the ports the service needs: `ports: ["127.0.0.1:8080:8080"]`.
#   cwe: [668]
#   aliases: ["compose-lint:CL-0008", "kics:071a71ff-f868-47a4-ac0b-3c59e4ab5443"]
package policies.compose.network_mode_host

import data.policies.lib
import data.policies.lib.image
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	typed.text(service, "network_mode") == "host"
	finding := {
		"message": sprintf("service %s shares the network of the host (`network_mode: host`); %s", [service.key, _instead(service)]),
		"at": lib.at(service, ["network_mode"]),
		"subject": service.at,
		"severity": _severity(service),
	}
}

# An agent that counts what goes through the host's interfaces needs them.
_instead(service) := "have it listen on one address, or remove `network_mode` where it need not watch the network" if image.observes_host(service)

_instead(service) := "remove `network_mode`" if not image.observes_host(service)

_severity(service) := "medium" if image.observes_host(service)

_severity(service) := "high" if not image.observes_host(service)
