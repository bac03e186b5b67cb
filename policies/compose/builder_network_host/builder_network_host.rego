# METADATA
# title: The image is built in the builder's own network
# description: >-
#   The build reaches everything the building machine reaches on its loopback address, and so do the install
#   scripts of every dependency.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/build/#network
#     description: Compose file reference, build.network
# custom:
#   severity: medium
#   confidence: high
#   category: supply-chain
#   applies_to: service
#   applies_if: ["build"]
#   set: recommended
#   since: 0.1.0
#   remediation: "Remove `network: host` (and the entitlement) from `build`."
#   cwe: [653]
#   aliases: []
package policies.compose.builder_network_host

import data.policies.lib
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	build := object.get(service, "build", null)
	is_object(build)
	object.get(build, "network", null) == "host"
	finding := {
		"message": sprintf("service %s is built with `network: host`; remove it", [service.key]),
		"at": lib.at(service, ["build", "network"]),
		"subject": service.at,
	}
}

deny contains finding if {
	some service in input.services
	build := object.get(service, "build", null)
	is_object(build)
	some index, entitlement in typed.list(build, "entitlements")
	entitlement == "network.host"
	finding := {
		"message": sprintf("service %s lets its build use the host's network; remove the entitlement", [service.key]),
		"at": lib.at(service, ["build", "entitlements", index]),
		"subject": service.at,
	}
}
