# METADATA
# title: A smaller variant of the base image exists
# description: >-
#   The full variants of language images bring compilers and hundreds of packages that the program never uses,
#   each with flaws of its own.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#choose-the-right-base-image
#     description: "Docker: choose the right base image"
# custom:
#   severity: info
#   confidence: medium
#   category: size
#   applies_to: stage
#   applies_if: ["effect.base"]
#   set: all
#   since: 0.1.0
#   remediation: |-
#     Take the slim variant:
#       FROM python:3.13-slim
#   cwe: [1188]
#   aliases: []
package policies.dockerfile.image_not_minimal

import data.policies.lib.stages

deny contains finding if {
	some entry in stages.targets
	base := entry.stage.effect.base
	is_object(base)
	base.official
	base.name in {"python", "node", "ruby", "perl", "openjdk", "debian"}
	is_string(base.tag)
	not regex.match(`slim|alpine|distroless|minimal`, base.tag)
	finding := {
		"message": sprintf("%s ships the full variant %s; %s has what most programs need", [stages.label(entry.stage), base.text, _slim(base)]),
		"at": entry.stage.from.at,
		"mark": "value",
		"subject": entry.stage.at,
	}
}

# `python:latest` is `python:slim`.
_slim(base) := sprintf("%s-slim", [base.text]) if base.tag != "latest"

_slim(base) := regex.replace(base.text, ":latest.*$", ":slim") if base.tag == "latest"
