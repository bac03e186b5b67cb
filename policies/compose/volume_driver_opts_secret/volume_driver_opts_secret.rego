# METADATA
# title: Password of a volume is written in the file
# description: >-
#   Options of a volume driver are kept in plain text by the engine, shown by `docker volume inspect`, and end up in the history
#   of the repository.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/volumes/#driver_opts
#     description: "Compose file reference: volumes"
# custom:
#   severity: high
#   confidence: high
#   category: secrets
#   applies_to: volume
#   applies_if: ["driver_opts"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Keep the password in a file that only root reads (`o: credentials=/root/.smb`), or take it from a variable: `o:
#     "username=app,password=${SMB_PASSWORD:?}"`.
#   cwe: [312, 798]
package policies.compose.volume_driver_opts_secret

import data.policies.lib

deny contains finding if {
	some volume in input.volumes
	options := lib.at(volume, ["driver_opts"])
	some candidate in input.secret_candidates
	startswith(candidate.holder, concat("", [options, "/"]))
	candidate.class in {"literal", "default-literal", "mixed"}
	object.get(candidate, "placeholder", null) == null
	finding := {
		"message": sprintf("volume %s: a password is written in its driver options; take it from a variable or a credentials file", [volume.key]),
		"at": candidate.at,
		"subject": volume.at,
	}
}
