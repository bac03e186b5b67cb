# METADATA
# title: Container runs under an unusual runtime
# description: >-
#   The runtime decides how well a container is shut in. One that nobody vetted, or that passes devices of the host through,
#   changes what every other rule means.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#runtime
#     description: Compose file reference
# custom:
#   severity: low
#   confidence: high
#   category: confinement
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Remove `runtime`, or allow it after a review: `params: {compose/runtime-not-allowed: {allow: [runc, my-runtime]}}` in
#     plimsoll.yaml.
#   cwe: [693]
#   params:
#     allow:
#       default: ["crun", "io.containerd.runc.v2", "kata", "kata-runtime", "nvidia", "runc", "runsc"]
#       description: "Runtimes that may be used."
package policies.compose.runtime_not_allowed

import data.policies.lib
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	runtime := typed.text(service, "runtime")
	runtime != ""
	not runtime in data.params.compose.runtime_not_allowed.allow
	finding := {
		"message": sprintf("service %s runs under %s, which is not on the list of runtimes; remove `runtime` or allow it", [service.key, runtime]),
		"at": lib.at(service, ["runtime"]),
		"subject": service.at,
	}
}
