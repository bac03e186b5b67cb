# METADATA
# title: Program may use more memory than its container
# description: >-
#   A heap or cache that is set as great as the memory limit, or greater, is filled until the kernel stops the process, in the
#   middle of whatever it does.
# related_resources:
#   - ref: https://docs.docker.com/engine/containers/resource_constraints/
#     description: Resource constraints
#   - ref: https://docs.oracle.com/en/java/javase/21/docs/specs/man/java.html
#     description: java command
# custom:
#   severity: medium
#   confidence: high
#   category: resources
#   applies_to: service
#   applies_if: ["facts.limits.memory"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Set the heap or cache well below the limit (three quarters is common), or raise the limit.
#   cwe: [770]
package policies.project.heap_exceeds_mem_limit

deny contains finding if {
	some service in input.services
	limit := service.facts.limits.memory
	some setting in _settings(service)
	setting.bytes >= limit.value
	finding := {
		"message": sprintf("service %s: %s allows %d MiB with a memory limit of %d MiB; set it lower or raise the limit", [service.key, setting.text, round(setting.bytes / 1048576), round(limit.value / 1048576)]),
		"at": setting.at,
		"subject": service.at,
		"related": [{"at": limit.at, "message": "the limit"}],
	}
}

# Settings in variables and in the command line, with the address of what holds them.
_settings(service) := [setting |
	some text in _texts(service)
	some kind in _kinds
	some match in regex.find_all_string_submatch_n(kind.pattern, text.value, 5)
	bytes := _bytes(match[1], match[2], kind.unit)
	setting := {"at": text.at, "text": match[0], "bytes": bytes}
]

_texts(service) := array.concat(
	[{"at": variable.at, "value": _named(name, variable.value)} |
		some name, variable in service.facts.environment
		is_string(variable.value)
	],
	[{"at": argv.at, "value": concat(" ", argv.words)} |
		some argv in [service.facts.entrypoint, service.facts.command]
	],
)

# Only of these variables the name says what the number is.
_named(name, value) := concat("=", [name, value]) if name in {"GOMEMLIMIT", "MAX_HEAP_SIZE"}

_named(name, value) := value if not name in {"GOMEMLIMIT", "MAX_HEAP_SIZE"}

_kinds := [
	{"pattern": "-Xmx([0-9]+)([kKmMgG]?)", "unit": 1},
	{"pattern": "--max-old-space-size[= ]([0-9]+)()", "unit": 1048576},
	{"pattern": "--max_old_space_size[= ]([0-9]+)()", "unit": 1048576},
	{"pattern": "^GOMEMLIMIT=([0-9]+)([KMG]?)i?B?$", "unit": 1},
	{"pattern": "^MAX_HEAP_SIZE=([0-9]+)([kKmMgG]?)$", "unit": 1},
	{"pattern": "--maxmemory[= ]([0-9]+)([kKmMgG]?)b?( |$)", "unit": 1},
	{"pattern": "--innodb[-_]buffer[-_]pool[-_]size[= ]([0-9]+)([kKmMgG]?)", "unit": 1},
	{"pattern": "shared_buffers[= ]([0-9]+)([kKMG])B", "unit": 1},
	{"pattern": "--wiredTigerCacheSizeGB[= ]([0-9]+)()( |$)", "unit": 1073741824},
]

_bytes(number, suffix, unit) := (to_number(number) * _factor[lower(suffix)]) * unit

_factor := {"": 1, "k": 1024, "m": 1048576, "g": 1073741824}
