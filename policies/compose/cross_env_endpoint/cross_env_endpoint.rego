# METADATA
# title: A service points to another environment
# description: >-
#   Production that calls a host of staging stands still when that is rebuilt, and sends it true data; staging or
#   development that calls a host of production changes it by accident.
# related_resources:
#   - ref: https://12factor.net/dev-prod-parity
#     description: "The Twelve-Factor App: dev/prod parity"
#   - ref: https://owasp.org/www-project-top-ten/
#     description: "OWASP Top 10: security misconfiguration"
# custom:
#   severity: high
#   confidence: medium
#   category: environments
#   applies_to: service
#   applies_if: ["facts.environment"]
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Name the host of this environment.
#   cwe: [1188]
package policies.compose.cross_env_endpoint

deny contains finding if {
	some service in input.services
	service.active
	some name, variable in service.facts.environment
	variable.source != "image"
	is_string(variable.value)
	some host in _hosts(variable.value)
	not _is_service(host)
	role := _role(host)
	_other(input.deployment.role, role)
	finding := {
		"message": sprintf("service %s has %s with %s, a host for %s, and the environment is for %s", [service.key, name, host, role, input.deployment.role]),
		"at": variable.at,
		"subject": service.at,
	}
}

_is_service(host) if is_object(input.services[host])

_hosts(value) := {host |
	some url in regex.find_n(`[a-z][a-z0-9+.-]*://[^/?#\s,;|"']+`, lower(value), -1)
	authority := regex.replace(url, `^[a-z][a-z0-9+.-]*://([^@]*@)?`, "")
	host := regex.replace(authority, `:[0-9]*$`, "")
	contains(host, ".")
}

# By a word of the name before the domain that somebody registered.
_role(host) := role if {
	labels := split(host, ".")
	own := array.slice(labels, 0, count(labels) - 1)
	words := {word | some label in own; some word in split(label, "-")}
	roles := {role | some role, known in _words; some word in words; word in known}
	count(roles) == 1
	some role in roles
}

_words := {
	"development": {"dev", "development"},
	"staging": {"staging", "stg", "preprod", "uat"},
	"test": {"qa"},
	"production": {"prod", "production", "prd"},
}

_other("production", role) if role in {"development", "test", "staging"}

_other(role, "production") if role in {"development", "test", "staging"}
