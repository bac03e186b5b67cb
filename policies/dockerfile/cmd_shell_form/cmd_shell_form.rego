# METADATA
# title: CMD or ENTRYPOINT is in shell form
# description: >-
#   "In shell form the container's first process is `/bin/sh -c`. Whether the program behind it sees SIGTERM
#   depends on the shell: often it does not, and stopping the container takes ten seconds and a SIGKILL. An
#   ENTRYPOINT in shell form also ignores CMD and arguments."
# related_resources:
#   - ref: https://docs.docker.com/reference/build-checks/json-args-recommended/
#     description: BuildKit check JSONArgsRecommended
# custom:
#   severity: low
#   confidence: high
#   category: dockerfile
#   applies_to: stage
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Write the words as a JSON array, or put `exec` in front where a shell is needed:
#       CMD ["nginx", "-g", "daemon off;"]
#   aliases:
#     - buildkit:JSONArgsRecommended
#     - hadolint:DL3025
#     - kics:b86987e1-6397-4619-81d5-8807f2387c79
package policies.dockerfile.cmd_shell_form

import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in instructions.of({"CMD", "ENTRYPOINT"})
	argv := entry.instruction.argv
	is_object(argv)
	argv.shell == true
	text := trim_space(object.get(entry.instruction, "text", ""))
	text != ""
	not regex.match(`^exec[ \t]`, text)
	# SHELL in the chain: a shell was chosen on purpose.
	not stages.chain_has(entry.build, entry.stage.index, "SHELL")
	finding := {
		"message": sprintf("%s has %s in shell form, so signals may not reach the program; write it as a JSON array", [stages.label(entry.stage), entry.instruction.keyword]),
		"at": entry.instruction.at,
	}
}
