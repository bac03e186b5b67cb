# METADATA
# title: A download is run unseen
# description: >-
#   "`curl … | sh` runs whatever the server, or whoever stands between, sends at that moment, as the user of the
#   build. Nothing is compared with what was reviewed, a cut connection runs half a script, and the next build may
#   run another one."
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#add---checksum
#     description: Dockerfile reference, ADD --checksum
# custom:
#   severity: high
#   confidence: high
#   category: supply-chain
#   applies_to: stage
#   applies_if: ["instructions.keyword=RUN", "instructions.trigger.keyword=RUN"]
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Fetch a fixed version, check it, then run it:
#       ADD --checksum=sha256:<digest> https://example.com/install-1.2.3.sh /tmp/install.sh
#       RUN sh /tmp/install.sh && rm /tmp/install.sh
#   cwe: [494,829]
#   aliases: []
package policies.dockerfile.curl_pipe_shell

import data.policies.lib.commands
import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in commands.named(_downloaders)
	some reader in commands.readers(entry.instruction, entry.command)
	_runs_input(reader)
	_prints(entry.command)
	not _local(entry.command)
	finding := {
		"message": sprintf("%s pipes what `%s` downloads%s into `%s`; download a fixed version, verify it, then run it", [
			stages.label(entry.stage),
			entry.command.name,
			_from(entry.command),
			reader.name,
		]),
		"at": reader.at,
		"related": [{"at": entry.command.at, "message": "what it runs comes from here"}],
	}
}

# sh -c "$(curl …)", bash <(curl …), eval "$(wget …)"
deny contains finding if {
	some entry in commands.named((_shells | _interpreters) | {"eval", "source", "."})
	some argument in entry.command.args
	regex.match("(\\$\\(|`|<\\()[ \\t]*(sudo +)?(curl|wget|aria2c)[ \\t]", argument.raw)
	finding := {
		"message": sprintf("%s runs what a download prints with `%s`; download a fixed version, verify it, then run it", [stages.label(entry.stage), entry.command.name]),
		"at": entry.command.at,
	}
}

# iex ((New-Object System.Net.WebClient).DownloadString('…'))
deny contains finding if {
	some entry in instructions.of({"RUN"})
	text := lower(entry.instruction.text)
	regex.match(`(^|[^a-z])(iex|invoke-expression)([^a-z]|$)`, text)
	regex.match(`downloadstring|invoke-webrequest|invoke-restmethod|[^a-z](iwr|irm)[^a-z]`, text)
	finding := {
		"message": sprintf("%s runs a download with Invoke-Expression; download a fixed version, verify it, then run it", [stages.label(entry.stage)]),
		"at": entry.instruction.at,
	}
}

# What goes to a file does not go down the pipe.
_prints(command) if {
	command.name == "curl"
	not commands.has_any(command, {"--remote-name", "--remote-name-all"})
	not commands.has_short(command, "O", "AbcCdDeEFhHKmoPQrtTuUwxXyYz")
	count([value | some value in commands.values(command, {"-o", "--output"}); value != "-"]) == 0
}

_prints(command) if {
	command.name == "wget"
	some word in command.words
	regex.match(`^(-[a-zA-Z]*O-?|--output-document=(-|/dev/stdout))$`, word)
}

_prints(command) if not command.name in {"curl", "wget"}

_downloaders := {"curl", "wget", "fetch", "http", "https"}

_shells := {"sh", "bash", "dash", "ash", "zsh", "ksh", "fish"}

_interpreters := {"python", "python2", "python3", "perl", "ruby", "node", "php", "pwsh", "powershell"}

# A shell whose script is its input: no script file, no -c; `-s` and `-` say so.
_runs_input(command) if {
	command.name in _shells
	not "-c" in command.flags
	_no_file(command)
}

_runs_input(command) if {
	command.name in _interpreters
	count(command.words) == 0
}

_runs_input(command) if {
	command.name in _interpreters
	command.words[0] in {"-", "/dev/stdin"}
}

_no_file(command) if count([word | some word in command.words; not regex.match(`^[-+]`, word)]) == 0

_no_file(command) if commands.has_short(command, "s", "")

_no_file(command) if command.words[0] == "/dev/stdin"

_from(command) := sprintf(" from %s", [regex.replace(found[0].text, `[?#].*$`, "")]) if {
	found := commands.urls(command)
}

_from(command) := "" if count(commands.urls(command)) == 0

# The container under construction itself.
_local(command) if {
	some url in commands.urls(command)
	regex.match(`^[a-z]+://(localhost|127\.|\[::1\])`, lower(url.text))
}
