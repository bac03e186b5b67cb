# METADATA
# title: Package of a language without a version
# description: >-
#   Whatever is newest on the day of the build is installed, including a version that was taken over an hour ago.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#version-pinning
#     description: "Docker: version pinning"
# custom:
#   severity: low
#   confidence: high
#   category: packages
#   applies_to: stage
#   applies_if: ["instructions.commands.name=pip", "instructions.commands.name=pip2", "instructions.commands.name=pip3", "instructions.commands.name=pip2.7", "instructions.commands.name=pip3.6",
#     "instructions.commands.name=pip3.7", "instructions.commands.name=pip3.8", "instructions.commands.name=pip3.9", "instructions.commands.name=pip3.10", "instructions.commands.name=pip3.11",
#     "instructions.commands.name=pip3.12", "instructions.commands.name=pip3.13", "instructions.commands.name=pip3.14", "instructions.commands.name=python", "instructions.commands.name=python2",
#     "instructions.commands.name=python3", "instructions.commands.name=python2.7", "instructions.commands.name=python3.6", "instructions.commands.name=python3.7",
#     "instructions.commands.name=python3.8", "instructions.commands.name=python3.9", "instructions.commands.name=python3.10", "instructions.commands.name=python3.11",
#     "instructions.commands.name=python3.12", "instructions.commands.name=python3.13", "instructions.commands.name=python3.14", "instructions.commands.name=pypy", "instructions.commands.name=pypy3",
#     "instructions.commands.name=uv", "instructions.commands.name=npm", "instructions.commands.name=yarn", "instructions.commands.name=pnpm", "instructions.commands.name=gem",
#     "instructions.commands.name=go", "instructions.commands.name=cargo", "instructions.trigger.keyword=RUN"]
#   set: strict
#   since: 0.1.0
#   remediation: |-
#     Name the version, or install from a lock file:
#       RUN pip install --no-cache-dir gunicorn==23.0.0
#       RUN npm install --global pm2@5.4.2
#   cwe: [1357]
#   aliases:
#     - hadolint:DL3013
#     - hadolint:DL3016
#     - hadolint:DL3028
#     - hadolint:DL3062
#     - kics:22cd11f7-9c6c-4f6e-84c0-02058120b341
#     - kics:e36d8880-3f78-4546-b9a1-12f0745ca0d5
#     - kics:02d9c71f-3ee8-4986-9c27-1a20d0d19bfc
package policies.dockerfile.package_unpinned_lang

import data.policies.lib.commands
import data.policies.lib.packages
import data.policies.lib.stages

deny contains finding if {
	some entry in commands.named(packages.lang_managers)
	command := entry.command
	kind := packages.family(command)
	not _bound(entry, kind)
	open := [word |
		some word in packages.installed(command)
		word.known
		not _pinned(kind, command, word.text)
	]
	finding := {
		"message": sprintf("%s installs %s with %s without a version; name one (`%s`)", [stages.label(entry.stage), open[0].text, kind, _example(kind, open[0].text)]),
		"at": open[0].at,
	}
}

# What `go run` fetches and runs at once.
deny contains finding if {
	some entry in commands.named({"go"})
	packages.action(entry.command) == "run"
	program := packages.plain(entry.command)[1]
	program.known
	_open_go(program.text)
	finding := {
		"message": sprintf("%s runs %s with go without a version; name one (`%s`)", [stages.label(entry.stage), program.text, _example("go", program.text)]),
		"at": program.at,
	}
}

# Constraints or the environment name the versions.
_bound(entry, "pip") if commands.has_any(entry.command, {"-c", "--constraint", "--require-hashes"})

_bound(entry, "pip") if object.get(entry.stage.effect.env, "PIP_CONSTRAINT", null) != null

_bound(entry, "cargo") if commands.has_any(entry.command, {"--version", "--vers", "--path", "--rev", "--tag"})

# One gem with --version.
_bound(entry, "gem") if {
	_gem_version(entry.command)
	count(packages.installed(entry.command)) == 1
}

_gem_version(command) if commands.has_any(command, {"-v", "--version"})

_gem_version(command) if {
	some flag in command.flags
	regex.match(`^-v[0-9~<>=]`, flag)
}

_pinned("pip", command, text) if regex.match(`[=<>~@]|^[./]|/|\.(whl|zip|gz)$|^\$`, text)

_pinned(kind, command, text) if {
	kind in {"npm", "yarn", "pnpm"}
	regex.match(`.@[^a-z]|.@(npm|file|git|https?|workspace):|^[./~]|^(https?|git|git\+[a-z]+|file|github):|#|\.tgz$|^[^@/]+/[^@/]+$`, text)
}

_pinned("gem", command, text) if regex.match(`:|\.gem$|^[./]`, text)

# Without a version `go install` takes the one of go.mod, and outside of a module it fails; `go get` takes the newest.
_pinned("go", command, text) if {
	not _open_go(text)
	not _newest_go(command, text)
}

_pinned("cargo", command, text) if regex.match(`@`, text)

# A module path: its first part is a domain.
_open_go(text) if regex.match(`^[a-z0-9-]+(\.[a-z0-9-]+)+/.*@(latest|master|main|upgrade)$`, text)

_newest_go(command, text) if {
	packages.action(command) == "get"
	regex.match(`^[a-z0-9-]+(\.[a-z0-9-]+)+/[^@]*$`, text)
}

_example("pip", name) := sprintf("%s==<version>", [name])

_example("gem", name) := sprintf("%s:<version>", [name])

_example(kind, name) := sprintf("%s@<version>", [regex.replace(name, `@(latest|master|main|next|upgrade)$`, "")]) if kind in {"npm", "yarn", "pnpm", "go", "cargo"}
