# METADATA
# title: The image is built without the builder's sandbox
# description: >-
#   A privileged build, or one that may run steps with `--security=insecure`, has all capabilities on the machine
#   that builds. Whatever a dependency's install script does, it does there as root.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/build/#privileged
#     description: Compose file reference, build.privileged
#   - ref: https://docs.docker.com/reference/compose-file/build/#entitlements
#     description: Compose file reference, build.entitlements
# custom:
#   severity: high
#   confidence: high
#   category: supply-chain
#   applies_to: service
#   applies_if: ["build"]
#   set: recommended
#   since: 0.1.0
#   remediation: Remove `privileged` and the entitlement; do the privileged step outside of the build.
#   cwe: [250]
#   aliases: []
package policies.compose.builder_sandbox_disabled

import data.policies.lib
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	build := object.get(service, "build", null)
	is_object(build)
	object.get(build, "privileged", false) == true
	finding := {
		"message": sprintf("service %s is built privileged; remove `build.privileged`", [service.key]),
		"at": lib.at(service, ["build", "privileged"]),
		"subject": service.at,
	}
}

deny contains finding if {
	some service in input.services
	build := object.get(service, "build", null)
	is_object(build)
	some index, entitlement in typed.list(build, "entitlements")
	entitlement in {"security.insecure", "device"}
	finding := {
		"message": sprintf("service %s lets its build leave the sandbox with %s; remove the entitlement", [service.key, entitlement]),
		"at": lib.at(service, ["build", "entitlements", index]),
		"subject": service.at,
	}
}
