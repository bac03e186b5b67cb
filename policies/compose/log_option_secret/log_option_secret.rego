# METADATA
# title: Token of the logging driver is written in the file
# description: >-
#   Options of the logging driver are kept in plain text by the engine, shown by `docker inspect`, and end up in the history of
#   the repository.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#logging
#     description: Compose file reference
#   - ref: https://docs.docker.com/engine/logging/configure/
#     description: Configure logging drivers
# custom:
#   severity: high
#   confidence: high
#   category: secrets
#   applies_to: service
#   applies_if: ["logging.options"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Take the token from a variable, `splunk-token: ${SPLUNK_TOKEN:?}`, or set it in the configuration of the daemon.
#   cwe: [312, 798]
package policies.compose.log_option_secret

import data.policies.lib
import data.policies.lib.service as services

deny contains finding if {
	some candidate in input.secret_candidates
	parts := split(candidate.holder, "/")
	array.slice(parts, 3, 5) == ["logging", "options"]
	service := services.by_at[concat("/", array.slice(parts, 0, 3))]
	options := concat("", [lib.at(service, ["logging", "options"]), "/"])
	candidate.class in {"literal", "default-literal", "mixed"}
	object.get(candidate, "placeholder", null) == null
	finding := {
		"message": sprintf("service %s: a secret is written in the logging option %s; take it from a variable", [service.key, trim_prefix(candidate.holder, options)]),
		"at": candidate.at,
		"subject": service.at,
	}
}
