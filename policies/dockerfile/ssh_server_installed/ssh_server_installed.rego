# METADATA
# title: A remote login service is installed
# description: >-
#   A container is entered with `docker exec`. A login service adds a port, accounts, keys and a daemon that must
#   be patched, and gives whoever gets a password a shell inside.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#decouple-applications
#     description: "Docker: decouple applications"
# custom:
#   severity: medium
#   confidence: high
#   category: packages
#   applies_to: stage
#   set: strict
#   since: 0.1.0
#   remediation: Leave the service out and use `docker exec` (or a debug container) instead.
#   cwe: [1188]
#   aliases: []
#   params:
#     packages:
#       default: ["openssh-server", "dropbear", "telnetd", "inetutils-telnetd", "telnet-server", "rsh-server", "vsftpd", "proftpd", "proftpd-basic", "pure-ftpd", "tftpd", "tftpd-hpa", "xrdp", "x11vnc", "tightvncserver", "tigervnc-standalone-server", "tigervnc-server", "vnc4server", "webmin"]
#       description: Packages that let people log in from outside
package policies.dockerfile.ssh_server_installed

import data.policies.lib.commands
import data.policies.lib.packages
import data.policies.lib.stages

deny contains finding if {
	shipped := stages.shipped
	some entry in commands.named(packages.os_managers)
	entry.stage.at in shipped
	some word in packages.installed(entry.command)
	packages.name(word) in data.params.dockerfile.ssh_server_installed.packages
	finding := {
		"message": sprintf("%s installs %s; use `docker exec` instead of a login service", [stages.label(entry.stage), packages.name(word)]),
		"at": word.at,
	}
}
