# METADATA
# title: Looks like a JSON array but is none
# description: >-
#   With single quotes, a missing quote or a trailing comma the builder takes the whole text for a shell command.
#   `CMD ['node', 'a.js']` then runs a program called `[node,`, and the container stops at once.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#exec-form
#     description: Dockerfile reference, exec form
# custom:
#   severity: high
#   confidence: high
#   category: dockerfile
#   applies_to: stage
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Use double quotes and close the bracket:
#       CMD ["node", "server.js"]
#   aliases:
#     - kics:b86987e1-6397-4619-81d5-8807f2387c79
package policies.dockerfile.exec_json_malformed

import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in instructions.of({"CMD", "ENTRYPOINT", "RUN", "SHELL", "HEALTHCHECK"})
	entry.instruction.json == false
	_like_json(entry.instruction)
	finding := {
		"message": sprintf("%s has %s with something like a JSON array that is none, so a shell runs it; use double quotes and close the bracket", [stages.label(entry.stage), entry.instruction.keyword]),
		"at": entry.instruction.at,
	}
}

_like_json(instruction) if {
	instruction.keyword in {"CMD", "ENTRYPOINT", "SHELL"}
	text := trim_space(instruction.text)
	regex.match(`^\[[^\[]`, text)
	not _test(text)
}

_like_json(instruction) if {
	regex.match(`^\[ *["'“]`, trim_space(instruction.text))
	not _test(trim_space(instruction.text))
}

_like_json(instruction) if {
	regex.match(`^CMD +\[ *["'“]`, trim_space(instruction.text))
	is_object(instruction.healthcheck)
}

# `[ -f x ] && …`: the shell's test.
_test(text) if regex.match(`^\[ +(-[a-zA-Z]|!|"?\$|"[^"]*" +(=|!=|==|-[a-z]+) )`, text)
