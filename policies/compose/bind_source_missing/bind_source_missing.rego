# METADATA
# title: Mounted file is not there
# description: >-
#   In short syntax the engine creates a missing source as an empty directory that belongs to root. A service that expects a
#   configuration file finds a directory instead, and one that runs unprivileged cannot write to it.
# related_resources:
#   - ref: https://docs.docker.com/engine/storage/bind-mounts/
#     description: Bind mounts
#   - ref: https://docs.docker.com/reference/compose-file/services/#short-syntax-5
#     description: Compose file reference
# custom:
#   severity: low
#   confidence: medium
#   category: mounts
#   applies_to: service
#   applies_if: ["facts.mounts.kind=bind"]
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Add the file to the project, or use the long syntax (`type: bind`), which fails when the source is missing.
#   cwe: [1188]
package policies.compose.bind_source_missing

import data.policies.lib.mount

deny contains finding if {
	some service in input.services
	some mounted in service.facts.mounts
	mounted.kind == "bind"
	mounted.short
	mounted.exists == false
	mounted.in_project == true
	_expected(mounted)
	finding := {
		"message": sprintf("service %s mounts %s, which does not exist; the engine will create a directory that belongs to root", [service.key, mounted.host_path]),
		"at": mount.source_at(mounted),
		"subject": service.at,
		"severity": _severity(mounted),
	}
}

# A directory that the service writes to is meant to be created; what it only reads, and every file, has to be there.
_expected(mounted) if mounted.read_only

_expected(mounted) if _file(mounted.host_path)

# A name with an extension is a file, and a directory in its place is a fault.
_severity(mounted) := "medium" if _file(mounted.host_path)

_severity(mounted) := "low" if not _file(mounted.host_path)

_file(path) if {
	regex.match("[^/.][^/]*\\.[0-9A-Za-z]{1,5}$", path)
	not endswith(path, ".d")
}
