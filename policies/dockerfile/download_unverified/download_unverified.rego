# METADATA
# title: A download is used without being checked
# description: >-
#   TLS says who sent the file, not that it is the file that was reviewed. A release that was replaced, or a
#   server that was taken over, ends up in the image unnoticed.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/
#     description: "Docker: best practices"
# custom:
#   severity: medium
#   confidence: medium
#   category: supply-chain
#   applies_to: stage
#   applies_if: ["instructions.keyword=RUN", "instructions.trigger.keyword=RUN"]
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Compare with a digest that is written in the Dockerfile:
#       ADD --checksum=sha256:<digest> https://example.com/tool-1.2.3.tar.gz /tmp/
#   cwe: [494]
#   aliases: []
package policies.dockerfile.download_unverified

import data.policies.lib.commands
import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in commands.named({"curl", "wget"})
	some url in _fetched(entry.command)
	_executable(url.text)
	not entry.instruction.at in _checked
	not _checked_later(entry, url)
	not _piped_to_shell(entry)
	not _run_at_once(entry.instruction, url)
	finding := {
		"message": sprintf("%s downloads %s and does not check it; compare its sha256 in the same RUN", [stages.label(entry.stage), regex.replace(trim(url.raw, "\"'"), `[?#].*$`, "")]),
		"at": url.at,
	}
}

_fetched(command) := [argument |
	some argument in commands.urls(command)
	not regex.match(`^[a-z]+://(localhost|127\.)`, lower(argument.text))
]

# Programs and archives; keys, lists and pages are something else.
_executable(text) if regex.match(`\.(tar(\.[a-z0-9]+)?|tgz|tbz2|txz|zip|gz|xz|bz2|zst|deb|rpm|apk|jar|war|exe|msi|run|bin|sh|py|whl|phar|appimage|so)([?#].*)?$`, lower(text))

_executable(text) if regex.match(`/(releases/download|releases/latest/download|download)/`, lower(text))

_checked contains at if {
	some entry in commands.named({"shasum", "md5sum", "b2sum", "cosign", "minisign", "signify", "openssl", "slsa-verifier", "gh"})
	at := entry.instruction.at
}

_checked contains at if {
	some instruction in _all
	some text in array.concat([instruction.text], _words(instruction))
	regex.match(`(?i)(sha(256|512|384|1)(sum)?|checksum|\.asc|get-filehash|gpg)`, text)
	at := instruction.at
}

_all := array.concat(
	[entry.instruction | some entry in instructions.of({"RUN"})],
	[instruction |
		some build in input.builds
		some stage in build.stages
		some instruction in stage.instructions
		instruction.keyword != "RUN"
	],
)

# Another instruction of the stage checks the file by its name.
_checked_later(entry, url) if {
	name := regex.replace(regex.replace(url.text, `[?#].*$`, ""), "^.*/", "")
	name != ""
	some instruction in entry.stage.instructions
	instruction.at in _checked
	contains(instruction.text, name)
}

# The same by the name that the file gets here.
_checked_later(entry, _) if {
	some word in entry.command.args
	regex.match(`^\.?/[^$]*[^/$]{3,}$`, word.text)
	name := regex.replace(word.text, "^.*/", "")
	some instruction in entry.stage.instructions
	instruction.at != entry.instruction.at
	instruction.at in _checked
	contains(instruction.text, name)
}

# What is said in a heredoc stands only in its commands.
_words(instruction) := [word |
	some command in instruction.commands
	some word in array.concat([command.name], command.words)
]

# `bash -c "$(curl …)"`: that is dockerfile/curl-pipe-shell's finding, too.
_run_at_once(instruction, url) if {
	some text in _texts_run[instruction.at]
	contains(text, url.text)
}

_texts_run[at] contains text if {
	some entry in commands.ran
	regex.match(`^([a-z]*sh|eval|source|[.]|python[0-9.]*|perl|ruby|node|php)$`, entry.command.name)
	some argument in entry.command.args
	regex.match("(\\$\\(|`|<\\()[ \\t]*(sudo +)?(curl|wget|aria2c)[ \\t]", argument.raw)
	at := entry.instruction.at
	text := argument.raw
}

# That is dockerfile/curl-pipe-shell's finding.
_piped_to_shell(entry) if {
	some reader in commands.readers(entry.instruction, entry.command)
	reader.name in {"sh", "bash", "dash", "ash", "zsh"}
}
