# METADATA
# title: Package manager waits for an answer
# description: >-
#   A build has no terminal. A package manager that asks whether to continue gets no answer and aborts the build,
#   often only on the day when one more package would be pulled in.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#apt-get
#     description: "Docker: best practices, apt-get"
# custom:
#   severity: low
#   confidence: high
#   category: packages
#   applies_to: stage
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Say yes in advance:
#       RUN apt-get update && apt-get install -y --no-install-recommends curl
#   aliases:
#     - hadolint:DL3014
#     - hadolint:DL3030
#     - hadolint:DL3034
#     - hadolint:DL3038
#     - kics:77783205-c4ca-4f80-bb80-c777f267c547
#     - kics:7ebd323c-31b7-4e5b-b26f-de5e9e477af8
#     - kics:45e1fca5-f90e-465d-825f-c2cb63fa3944
#     - kics:6e19193a-8753-436d-8a09-76dcff91bb03
#     - trivy:DS-0021
package policies.dockerfile.package_no_assume_yes

import data.policies.lib.commands
import data.policies.lib.packages
import data.policies.lib.stages

deny contains finding if {
	some entry in commands.named(packages.os_managers)
	command := entry.command
	_asks(command)
	not _answered(command)
	not _yes_piped[[entry.instruction.at, command.pipeline]]
	not _configured[entry.stage.at]
	finding := {
		"message": sprintf("%s runs `%s %s` without `%s`, so the build stops at its question", [stages.label(entry.stage), command.name, packages.action(command), _flag(command)]),
		"at": command.at,
	}
}

_asks(command) if {
	command.name != "microdnf"
	count(packages.installed(command)) > 0
}

_asks(command) if {
	packages.family(command) == "apt"
	packages.action(command) in {"upgrade", "dist-upgrade", "full-upgrade"}
}

_asks(command) if {
	packages.family(command) == "zypper"
	packages.action(command) in {"remove", "rm", "source-install", "si", "patch", "update", "up", "dist-upgrade", "dup"}
}

_answered(command) if packages.family(command) == "apk"

_answered(command) if {
	packages.family(command) in {"apt", "dnf"}
	commands.has_short(command, "y", "otca")
}

_answered(command) if commands.has_any(command, {"--yes", "--assume-yes", "--assumeyes", "--force-yes", "--assume-no", "--assumeno", "--simulate", "--dry-run", "--download-only"})

# apt only says what it would do.
_answered(command) if {
	packages.family(command) == "apt"
	commands.has_short(command, "s", "otca")
}

_answered(command) if commands.has_any(command, {"--just-print", "--recon", "--no-act"})

# apt: two q mean yes.
_answered(command) if {
	packages.family(command) == "apt"
	quiet := [1 |
		some flag in command.flags
		regex.match("^(-[a-zA-Z]*q|--quiet$)", flag)
	]
	count(quiet) > 1
}

_answered(command) if {
	packages.family(command) == "apt"
	some flag in command.flags
	regex.match(`^(-[a-zA-Z]*q[a-zA-Z]*q|-q=[2-9]|--quiet=[2-9])`, flag)
}

_answered(command) if {
	some word in command.words
	regex.match(`(apt::get::assume-yes|assumeyes)=.?(1|true|yes)`, lower(word))
}

_answered(command) if {
	packages.family(command) == "zypper"
	some letter in ["n", "y"]
	commands.has_short(command, letter, "RrtcDC")
}

_answered(command) if commands.has_any(command, {"--non-interactive", "--no-confirm"})

_yes_piped contains place if {
	some entry in commands.named({"yes", "echo", "printf"})
	place := [entry.instruction.at, entry.command.pipeline]
}

# The stage configures apt, dnf or zypper to say yes.
_configured contains at if {
	some build in input.builds
	some stage in build.stages
	some instruction in stage.instructions
	instruction.keyword == "RUN"
	regex.match(`(assume-yes["' ]+true|assumeyes *= *(1|true|yes))`, lower(instruction.text))
	at := stage.at
}

_flag(command) := "-y" if packages.family(command) != "zypper"

_flag(command) := "--non-interactive" if packages.family(command) == "zypper"
