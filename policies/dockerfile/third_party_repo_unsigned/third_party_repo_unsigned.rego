# METADATA
# title: A repository is added whose key is trusted for everything
# description: >-
#   "A key added with apt-key may sign packages of every repository, also Debian's own. With `signed-by` it signs
#   its own repository only; apt-key is gone from current Debian."
# related_resources:
#   - ref: https://manpages.debian.org/bookworm/apt/apt-key.8.en.html
#     description: "Debian: apt-key"
# custom:
#   severity: low
#   confidence: medium
#   category: supply-chain
#   applies_to: stage
#   applies_if: ["instructions.keyword=RUN", "instructions.trigger.keyword=RUN"]
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Keep the key in a file of its own and name it:
#       RUN curl -fsSL https://example.com/key.asc -o /etc/apt/keyrings/example.asc \
#        && echo "deb [signed-by=/etc/apt/keyrings/example.asc] https://example.com/debian stable main" > /etc/apt/sources.list.d/example.list
#   cwe: [347]
#   aliases: []
package policies.dockerfile.third_party_repo_unsigned

import data.policies.lib.commands
import data.policies.lib.stages

deny contains finding if {
	some entry in commands.named({"apt-key"})
	entry.command.subcommand in {"add", "adv"}
	not commands.has(entry.command, "--keyring")
	finding := {
		"message": sprintf("%s trusts a key for all repositories with apt-key; use `signed-by`", [stages.label(entry.stage)]),
		"at": entry.command.at,
	}
}

deny contains finding if {
	some entry in commands.named({"echo", "printf"})
	text := concat(" ", array.concat(entry.command.words, entry.command.redirects))
	regex.match(`(^|[ "'])deb +(\[[^\]]*\] +)?https?://`, text)
	not contains(text, "signed-by")
	not contains(text, "trusted=yes")
	not regex.match(`https?://(deb|security|ftp|archive|snapshot|[a-z.]*archive)\.?(debian|ubuntu)\.(org|com)`, text)
	finding := {
		"message": sprintf("%s adds a repository without `signed-by`; name the key that signs it", [stages.label(entry.stage)]),
		"at": entry.command.at,
	}
}
