# METADATA
# title: The last USER is root
# description: >-
#   The USER in force at the end of the built stage is the one the container runs as. Switching back to root after
#   the last privileged step leaves every process with uid 0. Root in a stage that is only built from does no harm
#   and is not reported.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#user
#     description: Dockerfile reference, USER
# custom:
#   severity: high
#   confidence: high
#   category: users
#   applies_to: stage
#   applies_if: ["instructions.keyword=USER"]
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Do what needs root first, then switch for good:
#       USER root
#       RUN apt-get update && apt-get install -y --no-install-recommends tini
#       USER 10001:10001
#   cwe: [250]
#   aliases:
#     - checkov:CKV_DOCKER_8
#     - hadolint:DL3002
#     - kics:67fd0c4a-68cf-46d7-8c41-bc9fba7e40ae
#     - trivy:DS-0002
package policies.dockerfile.dockerfile_last_user_root

import data.policies.lib.purpose
import data.policies.lib.stages

deny contains finding if {
	some entry in stages.targets
	user := entry.stage.effect.user
	user.source == "dockerfile"
	user.root == true
	is_string(user.text)
	not _changed_by_services(entry.build)
	not stages.judged_by_service(entry.build)
	finding := {
		"message": sprintf("%s ends as user %s; switch to a user without privileges after the last step that needs root", [stages.label(entry.stage), user.text]),
		"at": user.at,
		"subject": entry.stage.at,
		"severity": purpose.severity(entry.build.dockerfile, "high"),
	}
}

# Every service that builds it runs it as somebody else.
_changed_by_services(build) if {
	count(build.services) > 0
	others := [name |
		some name in build.services
		input.services[name].facts.user.root == false
	]
	count(others) == count(build.services)
}
