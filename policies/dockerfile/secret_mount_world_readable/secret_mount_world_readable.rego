# METADATA
# title: Secret mount is readable for everybody
# description: >-
#   During the step every process of every user in the build container can read the secret, also code of a
#   dependency that runs as another user for safety.
# related_resources:
#   - ref: https://docs.docker.com/build/building/secrets/
#     description: "Docker: build secrets"
#   - ref: https://docs.docker.com/reference/dockerfile/#run---mounttypesecret
#     description: "Dockerfile reference: secret mounts"
# custom:
#   severity: medium
#   confidence: high
#   category: secrets
#   applies_to: stage
#   applies_if: ["instructions.mounts.kind=secret", "instructions.mounts.kind=ssh", "instructions.trigger.mounts.kind=secret", "instructions.trigger.mounts.kind=ssh"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Leave `mode` out (it is 0400 then), and set `uid` for a step that does not run as root:
#     `--mount=type=secret,id=npm,uid=1000`.
#   cwe: [732]
package policies.dockerfile.secret_mount_world_readable

import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in instructions.of({"RUN"})
	some mount in entry.instruction.mounts
	mount.kind in {"secret", "ssh"}
	mode := object.get(mount.options, "mode", "")
	regex.match("^0*[0-7]?[0-7][0-7][1-7]$", mode)
	finding := {
		"message": sprintf("%s mounts a secret with mode %s; leave `mode` out", [stages.label(entry.stage), mode]),
		"at": mount.at,
		"subject": entry.stage.at,
	}
}
