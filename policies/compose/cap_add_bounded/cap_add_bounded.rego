# METADATA
# title: Added capability reads past the boundaries of the container
# description: >-
#   SYS_PTRACE reads and changes other processes, DAC_READ_SEARCH reads any file and opens files by handle. Inside a closed
#   container both stay there; with the processes or files of the host in reach they do not.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#cap_add
#     description: Compose file reference
#   - ref: https://man7.org/linux/man-pages/man7/capabilities.7.html
#     description: capabilities(7)
# custom:
#   severity: medium
#   confidence: high
#   category: capabilities
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove the capability from `cap_add`; add it for a debugging session only, in an override file of its own.
#   cwe: [250]
#   absorbs: [compose/cap-add-not-allowed]
#   aliases: ["compose-lint:CL-0027", "kics:ce76b7d0-9e77-464d-b86f-c5c48e03e22d"]
package policies.compose.cap_add_bounded

import data.policies.lib

deny contains finding if {
	some service in input.services
	some capability in service.facts.capabilities.add
	why := _why(service, capability)
	finding := {
		"message": sprintf("service %s adds capability %s%s; remove it from `cap_add`", [service.key, capability.name, why]),
		"at": capability.at,
		"subject": service.at,
		"severity": _severity(service, capability),
		"related": _related(service, capability),
	}
}

# What turns the capability on the host: its processes, or its files.
_reach(service, "SYS_PTRACE") := [{"at": lib.at(service, ["pid"]), "message": "the processes of the host are in reach"}] if {
	object.get(service, "pid", "") == "host"
}

_reach(service, "DAC_READ_SEARCH") := [{"at": mount.at, "message": "opens a filesystem of the host"} |
	some mount in service.facts.mounts
	mount.kind == "bind"
	is_string(mount.host_path)
	startswith(mount.host_path, "/")
]

_related(service, capability) := _reach(service, capability.name)

_related(service, capability) := [] if not _reach(service, capability.name)

_severity(service, capability) := "high" if count(_related(service, capability)) > 0

_severity(service, capability) := "medium" if count(_related(service, capability)) == 0

_why(service, capability) := ", which reads other processes" if {
	capability.name == "SYS_PTRACE"
	count(_related(service, capability)) == 0
}

_why(service, capability) := " and sees the processes of the host" if {
	capability.name == "SYS_PTRACE"
	count(_related(service, capability)) > 0
}

_why(service, capability) := ", which reads every file" if {
	capability.name == "DAC_READ_SEARCH"
	count(_related(service, capability)) == 0
}

_why(service, capability) := " and has files of the host mounted" if {
	capability.name == "DAC_READ_SEARCH"
	count(_related(service, capability)) > 0
}
