# METADATA
# title: USER is a name
# description: >-
#   An orchestrator that must refuse root (runAsNonRoot) can only tell a number from root; a name would have to be
#   looked up in the image.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#user
#     description: Dockerfile reference, USER
# custom:
#   severity: info
#   confidence: high
#   category: users
#   applies_to: stage
#   applies_if: ["instructions.keyword=USER"]
#   set: all
#   since: 0.1.0
#   remediation: |-
#     Give the number:
#       USER 10001:10001
#   aliases:
#     - hadolint:DL3066
package policies.dockerfile.user_non_numeric

import data.policies.lib.stages

deny contains finding if {
	some entry in stages.targets
	user := entry.stage.effect.user
	user.source == "dockerfile"
	is_string(user.text)
	user.root != true
	regex.match(`^[A-Za-z_][^ ]*$`, user.text)
	not lower(user.text) in _windows
	finding := {
		"message": sprintf("%s ends as user %s; write the uid, so that others can see it is not root", [stages.label(entry.stage), user.text]),
		"at": user.at,
		"subject": entry.stage.at,
	}
}

# Users of Windows images, which have no numbers.
_windows := {"containeruser", "containeradministrator"}
