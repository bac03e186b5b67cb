# METADATA
# title: WORKDIR is a directory of the system
# description: >-
#   Under /proc, /sys and /dev files belong to the kernel, and /boot, /initrd and /lost+found to the system.
#   Working there reads or writes things that are not the program's, or fails at run time.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#workdir
#     description: Dockerfile reference, WORKDIR
# custom:
#   severity: high
#   confidence: high
#   category: dockerfile
#   applies_to: stage
#   applies_if: ["instructions.keyword=WORKDIR", "instructions.trigger.keyword=WORKDIR"]
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Work in a directory of the program:
#       WORKDIR /app
#   cwe: [732]
#   aliases:
#     - trivy:DS-0030
package policies.dockerfile.workdir_system_dir

import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in instructions.of({"WORKDIR"})
	path := entry.instruction.args[0]
	regex.match(`^/+(proc|boot|dev|sys|initrd|lost\+found)(/|$)`, path.text)
	not regex.match(`^/+dev/shm(/|$)`, path.text)
	finding := {
		"message": sprintf("%s works in %s, which belongs to the system; choose a directory such as /app", [stages.label(entry.stage), path.text]),
		"at": path.at,
	}
}
