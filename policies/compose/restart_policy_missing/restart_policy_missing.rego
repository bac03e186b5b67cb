# METADATA
# title: Service stays down when it fails
# description: >-
#   The default is not to restart: one crash, or a restart of the host, and the service is gone until somebody notices.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#restart
#     description: Compose file reference
#   - ref: https://docs.docker.com/engine/containers/start-containers-automatically/
#     description: Start containers automatically
# custom:
#   severity: low
#   confidence: medium
#   category: restart
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Write `restart: unless-stopped` or `restart: on-failure:5`; for a job that is meant to end, write `restart: "no"`.
#   cwe: [1188]
package policies.compose.restart_policy_missing

import data.policies.lib
import data.policies.lib.deployment
import data.policies.lib.service
import data.policies.lib.typed

deny contains finding if {
	some subject in service.containers
	subject.facts.restart.policy == null
	not _ends(subject)
	finding := {
		"message": sprintf("service %s is not restarted when it fails; write `restart: unless-stopped`, or `restart: \"no\"` if it is meant to end", [subject.key]),
		"at": lib.at(subject, ["restart"]),
		"subject": subject.at,
	}
}

# Others wait for it to finish, or it is started by hand.
_ends(subject) if subject.key in service.awaited

# A swarm restarts what ends, unless it is told otherwise.
_ends(subject) if {
	deployment.swarm
	is_object(object.get(subject, "deploy", null))
}

_ends(subject) if count(typed.list(subject, "profiles")) > 0
