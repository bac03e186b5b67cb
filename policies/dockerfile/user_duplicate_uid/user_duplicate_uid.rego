# METADATA
# title: Two users share one uid
# description: >-
#   The kernel knows numbers only; two names with one uid are the same user, whatever their names promise.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#user
#     description: "Docker: best practices, USER"
# custom:
#   severity: low
#   confidence: high
#   category: users
#   applies_to: stage
#   applies_if: ["instructions.keyword=RUN", "instructions.trigger.keyword=RUN"]
#   set: strict
#   since: 0.1.0
#   remediation: Give each user a uid of its own.
#   aliases: []
package policies.dockerfile.user_duplicate_uid

import data.policies.lib.commands
import data.policies.lib.stages

deny contains finding if {
	some entry in commands.named({"useradd", "usermod"})
	commands.has_short(entry.command, "o", "bcdefgGkKpRsuZ")
	not _chosen_outside(entry.command)
	finding := {
		"message": sprintf("%s lets a user share another one's uid with `-o`; give it its own", [stages.label(entry.stage)]),
		"at": entry.command.at,
	}
}

deny contains finding if {
	some entry in stages.all
	created := [one |
		some instruction in entry.stage.instructions
		some command in instruction.commands
		command.name in {"useradd", "adduser"}
		some uid in commands.values(command, {"-u", "--uid"})
		regex.match("^[0-9]+$", uid)
		one := {"uid": uid, "at": command.at, "name": command.words[count(command.words) - 1]}
	]
	some first, a in created
	some second, b in created
	first < second
	a.uid == b.uid
	a.name != b.name
	finding := {
		"message": sprintf("%s creates %s and %s with the same uid %s; give each its own", [stages.label(entry.stage), a.name, b.name, a.uid]),
		"at": b.at,
		"related": [{"at": a.at, "message": "the first one"}],
	}
}

# The uid comes from a build argument, and `-o` lets it be any.
_chosen_outside(command) if {
	some uid in commands.values(command, {"-u", "--uid"})
	contains(uid, "$")
}
