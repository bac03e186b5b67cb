# METADATA
# title: Services share a secret value
# description: >-
#   One leak opens all of them, and the value cannot be changed for one without the others. Each service should
#   have a credential of its own.
# related_resources:
#   - ref: https://docs.docker.com/compose/how-tos/use-secrets/
#     description: "Docker: secrets in Compose"
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html
#     description: "OWASP: secrets management"
# custom:
#   severity: medium
#   confidence: high
#   category: secrets
#   applies_to: project
#   applies_if: ["secret_candidates"]
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Make a credential per service, each with the rights it needs.
#   cwe: [1391]
#   params:
#     most:
#       default: 2
#       description: "How many services may share a value: a server and its client have to."
package policies.project.secret_reused_across_services

import data.policies.lib.image
import data.policies.lib.secret

deny contains finding if {
	some indexes in _groups
	count(indexes) > 1
	same := [input.secret_candidates[index] | some index in indexes]
	services := {candidate.subject | some candidate in same}
	programs := {program | some subject in services; program := _program(secret.owner(subject))}
	count(programs) > data.params.project.secret_reused_across_services.most
	finding := {
		"message": sprintf("%d services have the same secret value (%s); give each one of its own", [count(services), concat(", ", sort([secret.owner(service) | some service in services]))]),
		"at": same[0].at,
		"subject": "",
		"related": [{"at": other.at, "message": "the same value"} | some other in array.slice(same, 1, 6)],
	}
}

_groups[candidate.group] contains index if {
	some index, candidate in input.secret_candidates
	candidate.class in {"literal", "default-literal"}
	startswith(candidate.subject, "/services/")
}

# Services that run the same image are one program, and a datastore knows the passwords of its clients.
_program(name) := _image(name) if not image.datastore(input.services[name])

_facts(name) := input.services[name].facts

_image(name) := facts.build if {
	facts := _facts(name)
	is_string(facts.build)
}

_image(name) := facts.image.text if {
	facts := _facts(name)
	not is_string(facts.build)
	is_object(facts.image)
}

_image(name) := name if {
	facts := _facts(name)
	not is_string(facts.build)
	not is_object(facts.image)
}
