# METADATA
# title: A program gets the setuid or setgid bit
# description: >-
#   Whoever runs the program gets its owner's rights, mostly root's. A flaw in it makes every process in the
#   container root.
# related_resources:
#   - ref: https://docs.docker.com/engine/security/
#     description: "Docker: security"
# custom:
#   severity: medium
#   confidence: high
#   category: users
#   applies_to: stage
#   set: recommended
#   since: 0.1.0
#   remediation: Leave the bit out; give the program the one capability it needs, or do the privileged part before the last USER.
#   cwe: [250]
#   aliases: []
package policies.dockerfile.setuid_added

import data.policies.lib.commands
import data.policies.lib.stages

deny contains finding if {
	shipped := stages.shipped
	some entry in commands.named({"chmod"})
	entry.stage.at in shipped
	mode := [word | some word in entry.command.args; not startswith(word.text, "-")][0]
	_special(mode.text)
	finding := {
		"message": sprintf("%s sets the setuid or setgid bit with `chmod %s`; leave it out", [stages.label(entry.stage), mode.text]),
		"at": mode.at,
	}
}

_special(mode) if regex.match(`^0?[4567][0-7]{3}$`, mode)

_special(mode) if regex.match(`(^|,)[ugoa]*u[ugoa]*[+=][rwxXt]*s`, mode)

_special(mode) if regex.match(`(^|,)\+[rwxXt]*s`, mode)
