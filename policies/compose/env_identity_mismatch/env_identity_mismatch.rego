# METADATA
# title: A service takes itself for another environment
# description: >-
#   The variable by which a program knows where it runs names another environment: it chooses the wrong settings,
#   and what it reports is counted where it does not belong.
# related_resources:
#   - ref: https://12factor.net/dev-prod-parity
#     description: "The Twelve-Factor App: dev/prod parity"
#   - ref: https://docs.sentry.io/concepts/key-terms/environments/
#     description: "Sentry: environments"
# custom:
#   severity: high
#   confidence: medium
#   category: environments
#   applies_to: service
#   applies_if: ["facts.environment"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Name the environment that the file is for.
#   cwe: [1188]
package policies.compose.env_identity_mismatch

deny contains finding if {
	some service in input.services
	service.active
	some name, variable in service.facts.environment
	variable.source != "image"
	is_string(variable.value)
	role := _role(lower(variable.value))
	_mismatch(input.deployment.role, role, upper(name))
	finding := {
		"message": sprintf("service %s has %s=%s, and the environment is for %s", [service.key, name, variable.value, input.deployment.role]),
		"at": variable.at,
		"subject": service.at,
	}
}

_role(word) := role if {
	some role, words in data.known.environment_names.roles
	word in words
}

# Whether it is built or run for production says nothing of where it runs, and a switch for debugging is told elsewhere.
_mismatch("production", role, name) if {
	role in {"development", "test", "staging"}
	name in _identities
}

_mismatch("production", role, name) if {
	role in {"test", "staging"}
	name in _modes
}

_mismatch(role, "production", name) if {
	role in {"development", "test", "staging"}
	name in _identities
}

_identities := {
	"DEPLOY_ENV", "DEPLOYMENT_ENV", "DEPLOYMENT_ENVIRONMENT", "SENTRY_ENVIRONMENT", "DD_ENV", "ELASTIC_APM_ENVIRONMENT", "NEW_RELIC_ENVIRONMENT",
	"OTEL_DEPLOYMENT_ENVIRONMENT", "STAGE", "ROLLBAR_ENV", "HONEYBADGER_ENV", "BUGSNAG_RELEASE_STAGE",
}

_modes := {"NODE_ENV", "APP_ENV", "FLASK_ENV", "RAILS_ENV", "RACK_ENV", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "SYMFONY_ENV", "DJANGO_ENV", "MIX_ENV", "ENVIRONMENT"}
