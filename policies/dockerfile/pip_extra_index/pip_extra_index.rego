# METADATA
# title: pip asks several indexes for the same name
# description: >-
#   With an extra index pip takes the highest version from any of them. Whoever registers a private package's name
#   on the public index with a higher number gets its code into the build (dependency confusion).
# related_resources:
#   - ref: https://pip.pypa.io/en/stable/cli/pip_install/#cmdoption-extra-index-url
#     description: "pip: --extra-index-url"
# custom:
#   severity: medium
#   confidence: medium
#   category: supply-chain
#   applies_to: stage
#   applies_if: ["instructions.commands.name=pip", "instructions.commands.name=pip2", "instructions.commands.name=pip3", "instructions.commands.name=pip2.7", "instructions.commands.name=pip3.6",
#     "instructions.commands.name=pip3.7", "instructions.commands.name=pip3.8", "instructions.commands.name=pip3.9", "instructions.commands.name=pip3.10", "instructions.commands.name=pip3.11",
#     "instructions.commands.name=pip3.12", "instructions.commands.name=pip3.13", "instructions.commands.name=pip3.14", "instructions.commands.name=python", "instructions.commands.name=python2",
#     "instructions.commands.name=python3", "instructions.commands.name=python2.7", "instructions.commands.name=python3.6", "instructions.commands.name=python3.7",
#     "instructions.commands.name=python3.8", "instructions.commands.name=python3.9", "instructions.commands.name=python3.10", "instructions.commands.name=python3.11",
#     "instructions.commands.name=python3.12", "instructions.commands.name=python3.13", "instructions.commands.name=python3.14", "instructions.commands.name=pypy", "instructions.commands.name=pypy3",
#     "instructions.commands.name=uv", "instructions.trigger.keyword=RUN", "instructions.pairs.key=PIP_EXTRA_INDEX_URL", "instructions.pairs.key=UV_EXTRA_INDEX_URL"]
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Use one index that proxies the others, and check hashes:
#       RUN pip install --no-cache-dir --index-url https://pypi.example.com/simple --require-hashes -r requirements.txt
#   cwe: [427]
#   aliases: []
#   params:
#     allow:
#       default: ["download.pytorch.org", "pypi.nvidia.com", "pypi.ngc.nvidia.com", "www.piwheels.org"]
#       description: Hosts whose packages all have names of their own
package policies.dockerfile.pip_extra_index

import data.policies.lib.commands
import data.policies.lib.instructions
import data.policies.lib.packages
import data.policies.lib.stages

deny contains finding if {
	some entry in commands.named(packages.lang_managers)
	packages.family(entry.command) == "pip"
	not commands.has(entry.command, "--require-hashes")
	not _takes_the_first(entry.command)
	some url in commands.values(entry.command, {"--extra-index-url"})
	not _allowed(url)
	finding := {
		"message": sprintf("%s lets pip choose between indexes with --extra-index-url; use one index", [stages.label(entry.stage)]),
		"at": commands.word(entry.command, {"--extra-index-url"}).at,
	}
}

deny contains finding if {
	some entry in instructions.of({"ENV", "ARG"})
	some pair in entry.instruction.pairs
	is_string(pair.value)
	_chooses(pair.key, pair.value)
	finding := {
		"message": sprintf("%s lets %s choose between indexes with %s; use one index", [stages.label(entry.stage), lower(split(pair.key, "_")[0]), pair.key]),
		"at": pair.at,
	}
}

_chooses("PIP_EXTRA_INDEX_URL", url) if not _allowed(url)

_chooses("UV_INDEX_STRATEGY", strategy) if startswith(strategy, "unsafe-")

# uv stays with the first index that has the name, unless it is told otherwise.
_takes_the_first(command) if {
	command.name == "uv"
	every strategy in commands.values(command, {"--index-strategy"}) {
		not startswith(strategy, "unsafe-")
	}
}

_allowed(url) if {
	some host in data.params.dockerfile.pip_extra_index.allow
	startswith(regex.replace(lower(url), `^[a-z]+://`, ""), host)
}
