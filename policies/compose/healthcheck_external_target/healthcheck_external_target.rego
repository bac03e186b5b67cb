# METADATA
# title: Healthcheck tests somebody else
# description: >-
#   A healthcheck says whether this container works. One that asks another host fails when that one is down, so that a
#   sound container is restarted, and succeeds while this one is broken.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#healthcheck
#     description: Compose file reference
#   - ref: https://docs.docker.com/reference/dockerfile/#healthcheck
#     description: Dockerfile reference
# custom:
#   severity: low
#   confidence: medium
#   category: health
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Ask the container itself: `curl -f http://localhost:8080/health || exit 1`. To wait for another service use
#     `depends_on` with `condition: service_healthy`.
#   cwe: [754]
package policies.compose.healthcheck_external_target

import data.policies.lib.healthcheck
import data.policies.lib.probe
import data.policies.lib.typed

deny contains finding if {
	some entry in healthcheck.written
	some contact in probe.contacts(entry.test)
	_elsewhere(entry.service, contact.host)
	finding := {
		"message": sprintf("the healthcheck of service %s asks %s, not itself; ask localhost", [entry.service.key, contact.host]),
		"at": contact.at,
		"subject": entry.service.at,
	}
}

_elsewhere(service, host) if {
	host != ""
	not probe.is_loopback(host)
	not probe.is_mapped(service, host)
	not _own(service, host)
}

_own(service, host) if probe.is_own_name(service, host)

# In the network of another service its names are this container's own.
_own(service, host) if {
	mode := typed.text(service, "network_mode")
	startswith(mode, "service:")
	probe.is_own_name(input.services[trim_prefix(mode, "service:")], host)
}

# In the network of the host every name may be the host's.
_own(service, _) if typed.text(service, "network_mode") == "host"
