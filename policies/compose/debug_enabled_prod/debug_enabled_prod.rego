# METADATA
# title: Debug mode is switched on
# description: >-
#   In debug mode frameworks show stack traces, settings and sources to every visitor, and some (Werkzeug, Xdebug) run
#   what they are sent.
# related_resources:
#   - ref: https://flask.palletsprojects.com/en/stable/debugging/
#     description: "Flask: debugging"
#   - ref: https://docs.djangoproject.com/en/stable/ref/settings/#debug
#     description: "Django: DEBUG"
# custom:
#   severity: high
#   confidence: medium
#   category: environment
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Switch it off where others can reach the service, and keep it in an override file for development.
#   cwe: [489]
package policies.compose.debug_enabled_prod

deny contains finding if {
	not _development
	some setting in _settings
	not _development_file(setting.file)
	_debug(upper(setting.name), lower(setting.value))
	finding := {
		"message": sprintf("%s sets %s=%s; switch it off outside of development", [setting.who, setting.name, setting.value]),
		"at": setting.at,
		"subject": setting.subject,
		"outcome": _outcome,
	}
}

_debug(name, value) if {
	name in {"DEBUG", "APP_DEBUG", "FLASK_DEBUG", "DJANGO_DEBUG", "WERKZEUG_DEBUG_PIN_OFF"}
	value in {"1", "true", "yes", "on"}
}

_debug(name, value) if {
	name in {"NODE_ENV", "APP_ENV", "FLASK_ENV", "RAILS_ENV", "RACK_ENV", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "SYMFONY_ENV", "DJANGO_ENV"}
	value in {"development", "dev", "debug"}
}

_debug("XDEBUG_MODE", value) if regex.match("debug|trace|profile", value)

# What is for development or tests may debug, and so may what only shows how it would be.
_development if input.deployment.role in {"development", "test"}

_development if {
	some path in input.files
	_shows(path)
}

_development_file(path) if _shows(path)

_development_file(path) if path in _development_files

_development_files := {file.path | some file in input.env_files; file.role in {"development", "test"}}

_shows(path) if regex.match("(^|[._-])(override|example|sample|demo)([._-]|$)", lower(regex.replace(path, "^.*/", "")))

# Only where something says so this is production.
_outcome := "fail" if input.deployment.role == "production"

_outcome := "review" if input.deployment.role != "production"

# Settings of services and of env files: what an env file gives to a service is told where it stands.
_settings := array.concat(
	[{"at": variable.at, "subject": service.at, "name": name, "value": variable.value, "who": sprintf("service %s", [service.key]), "file": ""} |
		some service in input.services
		some name, variable in service.facts.environment
		variable.source == "environment"
		is_string(variable.value)
	],
	[{"at": assignment.at, "subject": file.at, "name": assignment.key, "value": assignment.value, "who": file.path, "file": file.path} |
		some file in input.env_files
		some assignment in file.assignments
		is_string(assignment.value)
	],
)
