# METADATA
# title: The running user owns the program
# description: >-
#   A process that was taken over can rewrite its own program and keep it that way. Files that only root may write
#   stay as they were built; contested, since many images need --chown for their data.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#copy---chown---chmod
#     description: Dockerfile reference, COPY --chown
# custom:
#   severity: low
#   confidence: medium
#   category: users
#   applies_to: stage
#   applies_if: ["instructions.keyword=COPY", "instructions.keyword=ADD"]
#   set: all
#   since: 0.1.0
#   remediation: Let root own programs and settings, and give the user its data directory only.
#   cwe: [732]
#   aliases:
#     - kics:aa93e17f-b6db-4162-9334-c70334e7ac28
package policies.dockerfile.copy_owned_by_app_user

import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in stages.targets
	user := entry.stage.effect.user
	is_string(user.text)
	user.root != true
	some instruction in entry.stage.instructions
	is_object(instruction.copied)
	is_string(instruction.copied.chown)
	split(instruction.copied.chown, ":")[0] == split(user.text, ":")[0]
	finding := {
		"message": sprintf("%s gives what it copies to %s, who also runs it; let root own it unless it is data", [stages.label(entry.stage), instruction.copied.chown]),
		"at": instructions.flag_at(instruction, "chown"),
	}
}
