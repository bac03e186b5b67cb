# METADATA
# title: Disk access is not limited
# description: >-
#   One service that reads or writes without pause slows every other one on the same disk down.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#blkio_config
#     description: Compose file reference
# custom:
#   severity: info
#   confidence: high
#   category: resources
#   applies_to: service
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Write a weight or rates: `blkio_config: {weight: 300}`.
#   cwe: [770]
package policies.compose.blkio_limit_missing

import data.policies.lib
import data.policies.lib.service
import data.policies.lib.typed

deny contains finding if {
	some subject in service.containers
	count(typed.map(subject, "blkio_config")) == 0
	finding := {
		"message": sprintf("service %s has no limit of disk access; write `blkio_config: {weight: 300}`", [subject.key]),
		"at": lib.at(subject, ["blkio_config"]),
		"subject": subject.at,
	}
}
