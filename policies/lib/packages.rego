# METADATA
# title: Packages
# description: What package managers are asked to do.
# custom:
#   library: true
package policies.lib.packages

import data.policies.lib.commands

# Names of all commands that `family` knows, for `commands.named`.
os_managers := {"apt-get", "apt", "aptitude", "apk", "yum", "dnf", "dnf5", "microdnf", "tdnf", "zypper"}

# Names of commands that may install packages of a language.
lang_managers := {
	"pip", "pip2", "pip3", "pip2.7", "pip3.6", "pip3.7", "pip3.8", "pip3.9", "pip3.10", "pip3.11", "pip3.12", "pip3.13", "pip3.14",
	"python", "python2", "python3", "python2.7", "python3.6", "python3.7", "python3.8", "python3.9", "python3.10", "python3.11", "python3.12",
	"python3.13", "python3.14", "pypy", "pypy3", "uv", "npm", "yarn", "pnpm", "gem", "go", "cargo",
}

# The kind of package manager.
family(command) := _families[command.name]

_families := {
	"apt-get": "apt", "apt": "apt", "aptitude": "apt", "apk": "apk", "yum": "dnf", "dnf": "dnf", "dnf5": "dnf", "microdnf": "dnf",
	"tdnf": "dnf", "zypper": "zypper", "npm": "npm", "yarn": "yarn", "pnpm": "pnpm", "gem": "gem", "go": "go", "cargo": "cargo",
}

family(command) := "pip" if regex.match(`^pip[0-9.]*$`, command.name)

family(command) := "pip" if {
	regex.match(`^(python|pypy)[0-9.]*$`, command.name)
	_module_pip(command)
}

family(command) := "pip" if {
	command.name == "uv"
	command.words[0] == "pip"
}

_module_pip(command) if {
	some index, word in command.words
	word == "-m"
	command.words[index + 1] == "pip"
}

# Options that take the next word as their value.
_with_value := {
	"apt": {"-o", "--option", "-c", "--config-file", "-t", "--target-release", "--default-release", "-a", "--host-architecture", "--solver"},
	"apk": {
		"-t", "--virtual", "-X", "--repository", "-p", "--root", "--arch", "--keys-dir", "--repositories-file", "--cache-dir",
		"--wait", "--progress-fd", "--cache-max-age", "--timeout",
	},
	"dnf": {
		"-c", "--config", "-d", "--debuglevel", "-e", "--errorlevel", "-x", "--exclude", "-R", "--randomwait", "--installroot", "--releasever",
		"--enablerepo", "--disablerepo", "--repo", "--repoid", "--setopt", "--enableplugin", "--disableplugin", "--comment", "--forcearch",
		"--downloaddir", "--destdir", "--advisory", "--color",
	},
	"zypper": {"-R", "--root", "-r", "--repo", "--from", "-t", "--type", "-c", "--config", "-D", "--reposd-dir", "-C", "--cache-dir", "--pkg-cache-dir", "--installroot"},
	"pip": {
		"-r", "--requirement", "-c", "--constraint", "-i", "--index-url", "--extra-index-url", "--trusted-host", "-t", "--target", "--prefix",
		"--root", "--src", "--python", "-f", "--find-links", "--cache-dir", "--timeout", "--retries", "--proxy", "--cert", "--client-cert",
		"--log", "-e", "--editable", "--no-binary", "--only-binary", "--platform", "--python-version", "--implementation", "--abi",
		"--config-settings", "-C", "--global-option", "--install-option", "--build-option", "--progress-bar", "--exists-action",
		"--upgrade-strategy", "--report", "--use-feature", "--use-deprecated", "--group", "-p", "--build-constraint", "--build-constraints", "-b",
		"--override", "--overrides", "--index", "--default-index", "--index-strategy", "--keyring-provider", "--extra", "--exclude-newer",
		"--exclude-newer-package", "--torch-backend", "--prerelease", "--resolution", "--fork-strategy", "--link-mode", "--config-file",
		"--config-setting", "--config-settings-package", "--no-build-isolation-package", "--no-build-package", "--no-binary-package",
		"--refresh-package", "--reinstall-package", "--upgrade-package", "-P", "--allow-insecure-host", "--directory", "--project",
		"--python-platform", "--color",
	},
	"npm": {
		"--registry", "--prefix", "-C", "--omit", "--include", "--only", "--loglevel", "--cache", "-w", "--workspace", "--tag", "--userconfig",
		"--fetch-retries", "--fetch-timeout", "--maxsockets", "--script-shell", "--install-strategy", "--location", "-L", "--cpu", "--os",
		"--libc", "--before", "--access", "--auth-type", "--ca", "--cafile", "--cert", "--depth", "--globalconfig", "--https-proxy", "--key",
		"--noproxy", "--node-options", "--otp", "--proxy", "--save-prefix", "--scope", "--allow-git",
	},
	"yarn": {"--cwd", "--network-timeout", "--registry", "--cache-folder", "--modules-folder", "--mutex", "--network-concurrency", "--prefix"},
	"pnpm": {"-C", "--dir", "--registry", "--filter", "-F", "--store-dir", "--loglevel", "--reporter"},
	"gem": {"-v", "--version", "-i", "--install-dir", "-n", "--bindir", "-s", "--source", "--platform", "-P", "--trust-policy", "-p", "--http-proxy", "-g", "--file"},
	"go": {"-o", "-ldflags", "-tags", "-mod", "-modfile", "-p", "-gcflags", "-asmflags", "-C"},
	"cargo": {
		"--version", "--vers", "--git", "--branch", "--tag", "--rev", "--path", "--root", "--registry", "--index", "-F", "--features", "--target",
		"--profile", "-j", "--jobs", "--bin", "--example", "--target-dir", "--config", "-Z",
	},
}

_install := {
	"apt": {"install", "reinstall", "build-dep"},
	"apk": {"add"},
	"dnf": {"install", "in", "localinstall", "reinstall", "groupinstall"},
	"zypper": {"install", "in"},
	"pip": {"install"},
	"npm": {"install", "i", "in", "ins", "inst", "insta", "instal", "isnt", "isnta", "isntal", "isntall", "add"},
	"yarn": {"add"},
	"pnpm": {"add", "install", "i"},
	"gem": {"install", "i"},
	"go": {"install", "get"},
	"cargo": {"install"},
}

# The words that are neither options nor their values: the action and what it acts on.
plain(command) := _plains[command.at] if _plains[command.at]

else := _plain(command)

# Worked out once for all rules.
_plains := {entry.command.at: words |
	some entry in commands.named(os_managers | lang_managers)
	words := _plain(entry.command)
}

_plain(command) := [word |
	with_value := _with_value[family(command)]
	start := _start(command)
	some index, word in command.args
	index >= start
	not startswith(word.text, "-")
	not _is_value(command.words, index, with_value)
]

# Where the manager's own words begin: after `-m pip`, after `uv pip`.
_start(command) := 1 if command.name == "uv"

_start(command) := min(starts) if {
	regex.match(`^(python|pypy)`, command.name)
	starts := {start |
		some index, word in command.words
		word == "-m"
		start := index + 2
	}
	count(starts) > 0
}

_start(command) := 0 if not regex.match(`^(uv$|python|pypy)`, command.name)

_is_value(words, index, with_value) if {
	index > 0
	words[index - 1] in with_value
}

# What it does: `install`, `add`, `update`; yarn's `global add` is `add`.
action(command) := words[1].text if {
	words := plain(command)
	_two_words(command, words)
}

action(command) := words[0].text if {
	words := plain(command)
	count(words) > 0
	not _two_words(command, words)
}

_two_words(command, words) if {
	command.name == "yarn"
	count(words) > 1
	words[0].text in {"global", "workspace"}
}

# It installs packages (or what a manifest names).
installs(command) if action(command) in _install[family(command)]

# The words that name what is installed.
installed(command) := array.slice(plain(command), _first(command), count(command.args)) if installs(command)

_first(command) := 2 if {
	command.name == "yarn"
	_two_words(command, plain(command))
}

_first(command) := 1 if not _yarn_two(command)

_yarn_two(command) if {
	command.name == "yarn"
	_two_words(command, plain(command))
}

# The name of a package without version, extras and release.
name(word) := regex.replace(trim_prefix(lower(word.text), "@"), `[=<>~!@:\[(;].*$`, "")

# The names of what is installed, as far as they are known.
names(command) := {name(word) | some word in installed(command); word.known}
