# METADATA
# title: Production lacks a variable that staging has
# description: >-
#   A service that is given a variable in staging and not in production falls back to its default there, or does
#   not start. It is seen first by users.
# related_resources:
#   - ref: https://12factor.net/dev-prod-parity
#     description: "The Twelve-Factor App: dev/prod parity"
#   - ref: https://docs.docker.com/compose/how-tos/environment-variables/
#     description: "Docker: environment variables in Compose"
# custom:
#   severity: medium
#   confidence: medium
#   category: environments
#   applies_to: environments
#   applies_if: ["comparisons.from_role=staging"]
#   params:
#     allow:
#       default: []
#       description: "Variables that only staging needs."
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Give the variable a value in production, or take it out of staging where nothing reads it.
#   cwe: [1188]
package policies.environments.env_variable_missing

import data.policies.lib.image

deny contains finding if {
	some comparison in input.comparisons
	comparison.from_role == "staging"
	comparison.to_role == "production"
	some subject in {difference.subject | some difference in comparison.differences; _missing(comparison, difference)}
	missing := [difference | some difference in comparison.differences; difference.subject == subject; _missing(comparison, difference)]
	names := [difference.key | some difference in missing]
	finding := {
		"message": sprintf("service %s has no %s in %s, as it has in %s; set %s", [missing[0].service, _list(names), comparison.to, comparison.from, _them(names)]),
		"at": missing[0].to_at,
		"subject": subject,
		"related": [{"at": difference.from_at, "message": sprintf("set in %s", [comparison.from])} | some difference in array.slice(missing, 0, 5)],
	}
}

_missing(comparison, difference) if {
	difference.fact == "variable"
	is_null(difference.to)
	not difference.key in data.params.environments.env_variable_missing.allow
	not _for_looking(upper(difference.key))
	service := input.environments[comparison.to].project.services[difference.service]
	not _otherwise(service, difference.key)
	not _tool(service)
}

_list(names) := concat(", ", names) if count(names) < 6

_list(names) := sprintf("%s and %d more", [concat(", ", array.slice(names, 0, 4)), count(names) - 4]) if count(names) > 5

_them(names) := "it" if count(names) == 1

_them(names) := "them" if count(names) > 1

# What makes a program talk more, or serves those who work on it, is not missed where nobody does.
_for_looking(name) if regex.match("(^|_)(DEBUG|DEBUGGER|DEBUGPY|TRACE|PROFILER?|PROFILING|XDEBUG|HMR|LIVERELOAD|HOT_RELOAD|RELOAD|POLLING|USEPOLLING)(_|$)", name)

_for_looking(name) if name in {"CHOKIDAR_USEPOLLING", "PYTHONDEVMODE", "FAST_REFRESH", "BROWSER", "PHP_IDE_CONFIG"}

_for_looking(name) if regex.match("^(XDEBUG|WDS_SOCKET|WATCHPACK|MAILHOG|MAILPIT|MAILCATCHER|PGADMIN|PMA|ADMINER|ME_CONFIG)_", name)

# The same comes from a file, or came from one.
_otherwise(service, key) if sprintf("%s_FILE", [key]) in object.keys(service.facts.environment)

_otherwise(service, key) if {
	endswith(key, "_FILE")
	trim_suffix(key, "_FILE") in object.keys(service.facts.environment)
}

# Whoever reads it there says what holds without it.
_otherwise(service, key) if {
	some part in ["command", "entrypoint"]
	argv := service.facts[part]
	is_object(argv)
	some word in argv.words
	regex.match(sprintf(`\$\{%s:?-`, [key]), word)
}

_tool(service) if {
	is_object(service.facts.image)
	image.fact(data.known.developer_tools.images, service.facts.image)
}
