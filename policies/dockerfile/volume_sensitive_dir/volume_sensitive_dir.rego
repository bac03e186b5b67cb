# METADATA
# title: VOLUME is a directory of the system
# description: >-
#   A volume over /dev, /proc, /sys or the engine's socket hides what the kernel and the engine put there, or
#   invites users to mount the host's.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#volume
#     description: Dockerfile reference, VOLUME
# custom:
#   severity: medium
#   confidence: high
#   category: dockerfile
#   applies_to: stage
#   applies_if: ["instructions.keyword=VOLUME", "instructions.trigger.keyword=VOLUME"]
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Declare only directories of data:
#       VOLUME /var/lib/app
#   cwe: [668]
#   aliases: []
package policies.dockerfile.volume_sensitive_dir

import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in instructions.of({"VOLUME"})
	some path in entry.instruction.args
	regex.match(`^/+((dev|proc|sys|boot|etc|bin|sbin|lib|usr|root)/*$|(dev|proc|sys)/|(var/)?run/docker\.sock)|^/+$`, path.text)
	finding := {
		"message": sprintf("%s declares the volume %s, which belongs to the system; declare a directory of data", [stages.label(entry.stage), path.text]),
		"at": path.at,
		"outcome": _outcome(path),
	}
}

# A variable that is passed to the build makes it another directory.
_outcome(path) := "fail" if path.known

_outcome(path) := "review" if not path.known
