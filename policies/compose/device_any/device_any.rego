# METADATA
# title: Service uses a device of the host
# description: >-
#   Every device is a driver in the kernel of the host that the container talks to directly. An allow-list makes each a decision
#   that somebody took.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#devices
#     description: Compose file reference
#   - ref: https://docs.docker.com/reference/cli/docker/container/run/#device
#     description: docker run --device
# custom:
#   severity: info
#   confidence: high
#   category: devices
#   applies_to: service
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Remove the device, or allow it: `params: {compose/device-any: {allow: ["/dev/net/tun", "/dev/dri"]}}` in plimsoll.yaml.
#   cwe: [668]
#   params:
#     allow:
#       default: []
#       description: "Devices that any service may use, as paths of the host; `gpus` stands for graphics cards."
package policies.compose.device_any

import data.params.compose.device_any as params
import data.policies.lib
import data.policies.lib.device

deny contains finding if {
	some service in input.services
	some used in device.mapped(service)
	used.source != ""
	not used.source in params.allow
	finding := {
		"message": sprintf("service %s uses the device %s of the host; remove it or allow it", [service.key, used.source]),
		"at": used.at,
		"subject": service.at,
	}
}

deny contains finding if {
	some service in input.services
	object.get(service, "gpus", null) != null
	not "gpus" in params.allow
	finding := {
		"message": sprintf("service %s uses graphics cards of the host; remove `gpus` or allow it", [service.key]),
		"at": lib.at(service, ["gpus"]),
		"subject": service.at,
	}
}
