# METADATA
# title: Named volume is a directory of the host
# description: >-
#   A volume with `driver_opts` of type none is a bind mount under another name. Readers and backup tools take it for a volume of
#   the engine, and moving the project to another host breaks it.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/volumes/#driver_opts
#     description: "Compose file reference: volumes"
# custom:
#   severity: low
#   confidence: high
#   category: mounts
#   applies_to: volume
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Remove `driver_opts` to let the engine keep the data, or write the bind mount where it is used: `/srv/data:/data`.
#   cwe: [668]
package policies.compose.volume_driver_opts_bind

import data.policies.lib

deny contains finding if {
	some volume in input.volumes
	host := volume.facts.host_path
	is_string(host)
	finding := {
		"message": sprintf("volume %s is %s of the host; write it as a bind mount", [volume.key, _directory(volume, host)]),
		"at": lib.at(volume, ["driver_opts", "device"]),
		"subject": volume.at,
	}
}

_directory(volume, host) := sprintf("the directory %s", [host]) if not _unknown(volume)

_directory(volume, _) := "a directory" if _unknown(volume)

_unknown(volume) if {
	some variable in input.variables
	variable.state == "unset"
	is_string(variable.used_at)
	startswith(variable.used_at, lib.at(volume, ["driver_opts"]))
}
