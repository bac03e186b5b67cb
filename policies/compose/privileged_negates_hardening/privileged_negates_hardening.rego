# METADATA
# title: Privileged mode undoes other hardening
# description: >-
#   The engine gives a privileged container all capabilities and devices and drops the default seccomp and AppArmor profiles,
#   whatever `cap_drop`, `cap_add` or `devices` say. The service looks hardened to a reader and is not.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#privileged
#     description: Compose file reference
#   - ref: https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities
#     description: Runtime privilege and Linux capabilities
# custom:
#   severity: medium
#   confidence: high
#   category: privileges
#   applies_to: service
#   applies_if: ["privileged=true"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove `privileged: true` and keep `cap_drop: [ALL]` with the capabilities in `cap_add` and the single `devices` that the
#     process needs.
#   cwe: [1188]
package policies.compose.privileged_negates_hardening

import data.policies.lib
import data.policies.lib.typed

deny contains finding if {
	some service in input.services
	service.facts.hardening.privileged
	some attribute in ["cap_drop", "cap_add", "devices", "device_cgroup_rules"]
	count(typed.list(service, attribute)) > 0
	finding := {
		"message": sprintf("service %s has %s, which has no effect while it runs privileged; remove `privileged: true`", [service.key, attribute]),
		"at": lib.at(service, [attribute]),
		"subject": service.at,
		"severity": _severity(attribute),
		"related": [{"at": lib.at(service, ["privileged"]), "message": "grants all capabilities and devices"}],
	}
}

# Dropped capabilities that come back mislead; added ones and devices are only superfluous.
_severity("cap_drop") := "medium"

_severity(attribute) := "low" if attribute != "cap_drop"
