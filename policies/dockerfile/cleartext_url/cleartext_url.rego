# METADATA
# title: Something is fetched without TLS
# description: >-
#   Over http or ftp anybody between the builder and the server can replace what is fetched, and it becomes part
#   of the image.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/
#     description: "Docker: best practices"
# custom:
#   severity: medium
#   confidence: high
#   category: supply-chain
#   applies_to: stage
#   applies_if: ["instructions.keyword=ADD", "instructions.trigger.keyword=ADD", "instructions.keyword=RUN", "instructions.trigger.keyword=RUN"]
#   set: recommended
#   since: 0.1.0
#   remediation: Write https:// (nearly every server has it).
#   cwe: [319]
#   aliases: []
package policies.dockerfile.cleartext_url

import data.policies.lib.commands
import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in commands.named({"curl", "wget", "git", "aria2c", "pip", "pip3", "npm", "yarn", "gem", "svn"})
	some argument in commands.urls(entry.command)
	_clear(argument.text)
	not entry.instruction.at in _checked
	finding := {
		"message": sprintf("%s fetches %s without TLS; write https://", [stages.label(entry.stage), regex.replace(argument.text, `[?#].*$`, "")]),
		"at": argument.at,
	}
}

deny contains finding if {
	some entry in instructions.of({"ADD"})
	is_object(entry.instruction.copied)
	count([flag | some flag in entry.instruction.flags; flag.name == "checksum"]) == 0
	some source in entry.instruction.copied.sources
	_clear(source.text)
	finding := {
		"message": sprintf("%s adds %s without TLS; write https://", [stages.label(entry.stage), regex.replace(source.text, `[?#].*$`, "")]),
		"at": source.at,
	}
}

# A name that only the builder's own network knows is left alone.
_clear(text) if {
	regex.match(`^(http|ftp)://[^/]*\.[a-z]`, lower(text))
	not regex.match(`^[a-z]+://([^/@]*@)?(localhost|127\.|10\.|192\.168\.|[^/:]*\.(local|internal|localhost|test|lan)([:/]|$))`, lower(text))
}

# A digest or a signature makes up for it.
_checked contains at if {
	some entry in commands.named({"sha256sum", "sha512sum", "sha384sum", "shasum", "gpg", "gpgv", "cosign"})
	at := entry.instruction.at
}
