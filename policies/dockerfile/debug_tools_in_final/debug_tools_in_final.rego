# METADATA
# title: Debugging tools are part of the image
# description: >-
#   Network scanners, tracers and editors help an intruder as much as an operator, and have to be patched like
#   everything else.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#dont-install-unnecessary-packages
#     description: "Docker: do not install unnecessary packages"
# custom:
#   severity: low
#   confidence: medium
#   category: size
#   applies_to: stage
#   set: strict
#   since: 0.1.0
#   remediation: Leave them out; `docker debug` or a side container brings them when they are needed.
#   cwe: [1188]
#   aliases: []
#   params:
#     packages:
#       default: ["vim", "nano", "emacs", "netcat", "netcat-openbsd", "netcat-traditional", "nmap", "ncat", "tcpdump", "gdb", "strace", "ltrace", "telnet", "wireshark", "tshark", "hping3", "iputils-ping", "net-tools", "htop"]
#       description: Packages that count as debugging tools
package policies.dockerfile.debug_tools_in_final

import data.policies.lib.commands
import data.policies.lib.packages
import data.policies.lib.stages

deny contains finding if {
	shipped := stages.shipped
	some entry in commands.named(packages.os_managers)
	entry.stage.at in shipped
	found := [word | some word in packages.installed(entry.command); packages.name(word) in data.params.dockerfile.debug_tools_in_final.packages]
	not stages.meant_for_development(entry)
	finding := {
		"message": sprintf("%s installs %s; leave debugging tools out of the image", [stages.label(entry.stage), packages.name(found[0])]),
		"at": found[0].at,
	}
}
