# METADATA
# title: useradd with a high uid writes a huge log file
# description: >-
#   "useradd extends /var/log/lastlog up to the uid. Sparse on disk, it becomes real bytes in a layer: a uid in
#   the billions makes an image of hundreds of gigabytes."
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#user
#     description: "Docker: best practices, USER"
# custom:
#   severity: low
#   confidence: high
#   category: users
#   applies_to: stage
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Tell useradd not to touch the log:
#       RUN useradd --no-log-init --uid 1000700000 app
#   aliases:
#     - hadolint:DL3046
package policies.dockerfile.useradd_high_uid

import data.policies.lib.commands
import data.policies.lib.stages

deny contains finding if {
	some entry in commands.named({"useradd"})
	some value in commands.values(entry.command, {"-u", "--uid"})
	regex.match(`^[0-9]{6,}$`, value)
	not commands.has(entry.command, "--no-log-init")
	not commands.has_short(entry.command, "l", "bcdefgGkKpRsuZ")
	finding := {
		"message": sprintf("%s creates uid %s without `--no-log-init`, which can blow up the image", [stages.label(entry.stage), value]),
		"at": entry.command.at,
	}
}
