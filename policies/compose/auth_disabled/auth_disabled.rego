# METADATA
# title: Authentication is switched off
# description: >-
#   A setting lets everybody in who can reach the service, without a password.
# related_resources:
#   - ref: https://hub.docker.com/_/postgres
#     description: "PostgreSQL image: POSTGRES_HOST_AUTH_METHOD"
#   - ref: https://doc.traefik.io/traefik/operations/api/#insecure
#     description: "Traefik: insecure API"
# custom:
#   severity: critical
#   confidence: high
#   category: authentication
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove the setting and set a login, from a mounted secret where the image can read one; for local trials
#     bind the port to 127.0.0.1.
#   cwe: [306]
package policies.compose.auth_disabled

import data.policies.lib
import data.policies.lib.credential
import data.policies.lib.image

deny contains finding if {
	some service in input.services
	some setting in data.known.authentication.variables
	value := service.facts.environment[setting.key]
	is_string(value.value)
	_means_it(value.value, setting)
	not _elsewhere(service, setting)
	not _idle(service, setting)
	finding := {
		"message": sprintf("service %s sets %s to %s: %s", [service.key, setting.key, value.value, setting.what]),
		"at": value.at,
		"subject": service.at,
		"severity": object.get(setting, "severity", "critical"),
	}
}

deny contains finding if {
	some service in input.services
	argv := service.facts.command
	is_object(argv)
	some setting in data.known.authentication.options
	_of_image(service, setting)
	some word in _words(argv.words)
	word in setting.words
	finding := {
		"message": sprintf("service %s runs with %s: %s", [service.key, word, setting.what]),
		"at": lib.word_at(argv, split(word, " ")[0]),
		"subject": service.at,
		"severity": object.get(setting, "severity", "critical"),
	}
}

# The words, and each with the one after it: `--auth none`.
_words(words) := {each | some each in words} | {pair |
	some index, each in words
	pair := concat(" ", [each, words[index + 1]])
}

_means_it(value, setting) if lower(value) in setting.values

_means_it(value, setting) if {
	not setting.values
	value != ""
}

# The option means this in every image, or in this one.
_of_image(_, setting) if object.get(setting, "images", null) == null

_of_image(service, setting) if image.name(image.runs(service)) in object.get(setting, "images", [])

# A program that does not know the setting, or has it for its own side: the server's users are the server's.
_elsewhere(service, setting) if image.name(image.runs(service)) in object.get(setting, "besides", [])

# Something else that is set makes it do nothing.
_idle(service, setting) if {
	some key in object.get(setting, "unless", [])
	credential.sets(service, key)
}
