# METADATA
# title: Container may not gain privileges that its start needs
# description: >-
#   The service sets no-new-privileges and runs as an unprivileged user, but it starts with sudo or su, or its image
#   gives a program file capabilities. The kernel refuses both.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#security_opt
#     description: Compose file reference
#   - ref: https://docs.kernel.org/userspace-api/no_new_privs.html
#     description: No New Privileges flag
# custom:
#   severity: low
#   confidence: high
#   category: hardening
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Keep no-new-privileges and start the program without sudo; listen on a port above 1023 instead of using `setcap`.
#   cwe: [1188]
package policies.project.nnp_breaks_setuid

import data.policies.lib.stages

deny contains finding if {
	some service in input.services
	flag := service.facts.hardening.no_new_privileges
	is_object(flag)
	flag.value == true
	service.facts.user.root == false
	reasons := array.concat(_started(service), _capabilities(service))
	finding := {
		"message": sprintf("service %s sets no-new-privileges, but %s; change that and keep the flag", [service.key, reasons[0].text]),
		"at": flag.at,
		"subject": service.at,
		"related": [{"at": reason.at, "message": "needs more privileges"} | some reason in reasons],
	}
}

_started(service) := [{"at": argv.at, "text": sprintf("starts with %s", [program])} |
	some argv in [service.facts.entrypoint, service.facts.command]
	is_object(argv)
	some command in argv.commands
	some program in array.concat([command.name], command.wrappers)
	program in {"sudo", "su", "doas"}
]

_capabilities(service) := [{"at": command.at, "text": sprintf("its image gives a program capabilities with `setcap %s`", [command.words[0]])} |
	build := input.builds[service.facts.build]
	is_number(build.target_stage)
	some index in stages.chain(build, build.target_stage)
	some instruction in build.stages[index].instructions
	some command in instruction.commands
	command.name == "setcap"
	count(command.words) > 1
	not command.words[0] in {"-r", "-n", "-v"}
]
