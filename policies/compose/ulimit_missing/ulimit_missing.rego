# METADATA
# title: Limits of the process are not set
# description: >-
#   The limits of open files and processes come from the daemon and differ from host to host; unlimited core dumps write the
#   memory of the process, secrets included, to the disk.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#ulimits
#     description: Compose file reference
# custom:
#   severity: info
#   confidence: high
#   category: resources
#   applies_to: service
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Write `ulimits: {nofile: {soft: 1024, hard: 4096}}` and, where dumps are not wanted, `core: 0`.
#   cwe: [770]
#   params:
#     required:
#       default: ["nofile"]
#       description: "Limits that each service must set."
package policies.compose.ulimit_missing

import data.policies.lib
import data.policies.lib.service

deny contains finding if {
	some subject in service.containers
	some name in data.params.compose.ulimit_missing.required
	object.get(subject, ["ulimits", name], null) == null
	finding := {
		"message": sprintf("service %s does not set the limit %s; write it below `ulimits`", [subject.key, name]),
		"at": lib.at(subject, ["ulimits", name]),
		"subject": subject.at,
	}
}

deny contains finding if {
	some subject in input.services
	core := object.get(subject, ["ulimits", "core"], null)
	_unlimited(core)
	finding := {
		"message": sprintf("service %s may write its whole memory to disk when it crashes; write `core: 0` below `ulimits`", [subject.key]),
		"at": lib.at(subject, ["ulimits", "core"]),
		"subject": subject.at,
	}
}

_unlimited(core) if core == -1

_unlimited(core) if {
	is_object(core)
	object.get(core, "hard", 0) == -1
}
