# METADATA
# title: Password of an account is set in the image
# description: >-
#   All containers of the image have the same password, its hash is in /etc/shadow of the layer, and often the
#   command in the history shows it.
# related_resources:
#   - ref: https://man7.org/linux/man-pages/man8/chpasswd.8.html
#     description: "chpasswd"
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html
#     description: "OWASP: Docker security"
# custom:
#   severity: high
#   confidence: high
#   category: secrets
#   applies_to: stage
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Leave accounts of the image without a password (`adduser -D`, `useradd --no-create-home`) and log in
#     through the engine: `docker exec`.
#   cwe: [798, 259]
#   aliases:
#     - checkov:CKV2_DOCKER_17
package policies.dockerfile.password_set_in_image

import data.policies.lib.commands
import data.policies.lib.stages

deny contains finding if {
	some entry in commands.all
	what := _sets_password(entry.command)
	not [entry.instruction.at, entry.command.pipeline] in _drawn_by_lot
	finding := {
		"message": sprintf("%s sets a password with `%s`; leave the account without one", [stages.label(entry.stage), what]),
		"at": entry.command.at,
		"subject": entry.stage.at,
	}
}

_sets_password(command) := command.name if command.name in {"chpasswd", "smbpasswd"}

_sets_password(command) := "passwd" if {
	command.name == "passwd"
	not _locks(command)
}

_sets_password(command) := sprintf("%s -p", [command.name]) if {
	command.name in {"useradd", "usermod"}
	some index, flag in command.words
	regex.match("^(-[a-zA-Z]*p|--password)(=.*)?$", flag)
	not _locked_hash(command, index)
}

_locks(command) if {
	some flag in command.flags
	flag in {"-l", "--lock", "-u", "--unlock", "-S", "--status", "-e", "--expire", "-x", "-n", "-w", "-i"}
}

# `-p '!'` or `'*'`: no password fits.
_locked_hash(command, index) if trim(command.words[index + 1], "\"'") in {"!", "*", "!!", "!*"}

# Nobody knows the password: it is drawn while the image is built, and thrown away.
_drawn_by_lot contains place if {
	some entry in commands.all
	regex.match(`/dev/u?random|openssl rand|pwgen|uuidgen|makepasswd|apg `, concat(" ", array.concat([entry.command.name], entry.command.words)))
	place := [entry.instruction.at, entry.command.pipeline]
}
