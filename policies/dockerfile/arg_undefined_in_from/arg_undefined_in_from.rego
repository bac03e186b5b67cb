# METADATA
# title: FROM uses a variable that has no value
# description: >-
#   Only arguments declared before the first FROM can be used in FROM. An undeclared one is empty, and one without
#   a default makes every build fail (or take another image) unless somebody passes it.
# related_resources:
#   - ref: https://docs.docker.com/reference/build-checks/undefined-arg-in-from/
#     description: BuildKit check UndefinedArgInFrom
#   - ref: https://docs.docker.com/reference/build-checks/invalid-default-arg-in-from/
#     description: BuildKit check InvalidDefaultArgInFrom
# custom:
#   severity: high
#   confidence: high
#   category: images
#   applies_to: stage
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Declare it with a default that names an image:
#       ARG VERSION=3.20
#       FROM alpine:${VERSION}
#   absorbs: [dockerfile/dockerfile-no-user]
#   aliases:
#     - buildkit:InvalidDefaultArgInFrom
#     - buildkit:UndefinedArgInFrom
package policies.dockerfile.arg_undefined_in_from

import data.policies.lib.stages

# Nothing declares it.
deny contains finding if {
	some entry in stages.all
	text := concat(" ", [object.get(entry.stage.from, "raw", ""), _platform(entry.stage)])
	declared := {pair.key | some pair in entry.build.global_args} | _given
	some name in _used(text)
	not name in declared
	finding := {
		"message": sprintf("FROM %s uses %s, which no ARG before the first FROM declares; add `ARG %s=…` there", [entry.stage.from.raw, name, name]),
		"at": entry.stage.from.at,
		"mark": "value",
		"subject": entry.stage.at,
	}
}

# Declared, but with the defaults no image comes out.
deny contains finding if {
	some entry in stages.all
	raw := entry.stage.from.raw
	names := _used(raw)
	count(names) > 0
	result := _replaced(raw, _defaults(entry.build))

	# What has no value even so is undeclared, or only the builder knows it.
	not contains(result, "$")
	_no_reference(regex.replace(result, "@sha256:[0-9a-f]{64}$", ""))
	missing := [name | some name in names; _unset(entry.build, name)]
	finding := object.union(
		{
			"message": sprintf("FROM %s %s unless %s %s passed; %s", [raw, _becomes(result), concat(" and ", sort(_used(raw))), _is(names), _advice(names)]),
			"at": entry.stage.from.at,
			"mark": "value",
			"subject": entry.stage.at,
		},
		_outcome(missing),
	)
}

_outcome(missing) := {"outcome": "review"} if count(missing) > 0

_outcome(missing) := {} if count(missing) == 0

_platform(stage) := stage.from.platform if is_string(stage.from.platform)

_platform(stage) := "" if not is_string(stage.from.platform)

# Declared by the builder.
_given := {
	"TARGETPLATFORM", "TARGETOS", "TARGETARCH", "TARGETVARIANT", "BUILDPLATFORM", "BUILDOS", "BUILDARCH", "BUILDVARIANT", "TARGETSTAGE",
}

# Names in `$X` and `${X}`; `${X:-default}` needs none.
_used(text) := {name |
	# `$$NAME$$` is for a build tool to fill in.
	variables := regex.replace(text, `\$\$[A-Z][A-Z0-9_]*\$\$`, "")
	some match in regex.find_n(`\$(\{[A-Za-z_][A-Za-z0-9_]*\}|[A-Za-z_][A-Za-z0-9_]*)`, variables, -1)
	name := trim(match, "${}")
}

# `$X` is written `${X}` first, so that it is not the beginning of `$X_Y` that is replaced.
_replaced(raw, values) := strings.replace_n(values, regex.replace(raw, `\$([A-Za-z_][A-Za-z0-9_]*)`, "$${$1}"))

# An ARG may stand there any number of times.
_defaults(build) := {form: value |
	some name in {pair.key | some pair in build.global_args}
	value := _value(build, name)
	form := sprintf("${%s}", [name])
}

# What the Compose file gives wins over the defaults, of which the last one counts; `ARG NAME` gives none.
_value(build, name) := build.args[name] if is_string(object.get(build.args, name, null))

_value(build, name) := values[count(values) - 1] if {
	not is_string(object.get(build.args, name, null))
	values := _given_defaults(build, name)
}

_value(build, name) := "" if {
	not is_string(object.get(build.args, name, null))
	count(_given_defaults(build, name)) == 0
}

_given_defaults(build, name) := [pair.value |
	some pair in build.global_args
	pair.key == name
	is_string(pair.value)
]

_unset(build, name) if {
	not is_string(object.get(build.args, name, null))
	values := [pair.value | some pair in build.global_args; pair.key == name; is_string(pair.value); pair.value != ""]
	count(values) == 0
}

_unset(build, name) if object.get(build.args, name, null) == ""

_no_reference(text) if text == ""

_no_reference(text) if regex.match(`(^[:/@.-]|[:/@]$|[:/@][:/@]|:[^/]*:[^/]*$)`, text)

_becomes("") := "names no image"

_becomes(result) := sprintf("is `%s`", [result]) if result != ""

_is(names) := "is" if count(names) == 1

else := "are"

_advice(names) := "give it a default" if count(names) == 1

else := "give them defaults"
