# METADATA
# title: Device gives access to the disks or memory of the host
# description: >-
#   A process that may open a disk reads and rewrites every file of the host below its permissions, with no capability at all; the
#   kernel log and memory devices give away or change what the kernel holds.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#devices
#     description: Compose file reference
#   - ref: https://docs.docker.com/reference/cli/docker/container/run/#device
#     description: docker run --device
# custom:
#   severity: critical
#   confidence: high
#   category: devices
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove the device; mount the directory the service needs instead of the disk it lies on.
#   cwe: [250, 668]
#   aliases: ["compose-lint:CL-0016"]
#   params:
#     patterns:
#       default: ["^/dev$", "^/dev/(sd|hd|vd|xvd)[a-z]", "^/dev/sg[0-9]", "^/dev/nvme[0-9]", "^/dev/(mmcblk|md|loop|nbd|rbd|zd|pmem|bcache|drbd)[0-9]", "^/dev/(disk|mapper|block|md)(/|$)", "^/dev/dm-[0-9]", "^/dev/(zfs|loop-control|kmsg|mem|kmem|port)$", "^/dev/char/1:(1|2|4|11)$"]
#       description: "Patterns (RE2) of devices of the host that no container may have."
package policies.compose.device_dangerous

import data.policies.lib.device

deny contains finding if {
	some service in input.services
	some used in device.mapped(service)
	some pattern in data.params.compose.device_dangerous.patterns
	regex.match(pattern, used.source)
	not service.facts.hardening.privileged
	finding := {
		"message": sprintf("service %s gets the device %s of the host; remove it from `devices`", [service.key, used.source]),
		"at": used.at,
		"subject": service.at,
		"severity": _severity(used.source),
	}
}

# The kernel's log tells and takes messages; it gives no way to disks or memory. (A privileged service has all devices anyway.)
_severity(source) := "medium" if source in _logs

_severity(source) := "critical" if not source in _logs

_logs := {"/dev/kmsg", "/dev/char/1:11"}
