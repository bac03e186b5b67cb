# METADATA
# title: Directory of the system is relabelled for containers
# description: >-
#   `:z` and `:Z` rewrite the SELinux labels of the directory and all below it, on the host, for good. On /etc, /usr or /home that
#   locks out the services of the host and opens the files to containers.
# related_resources:
#   - ref: https://docs.docker.com/engine/storage/bind-mounts/#configure-the-selinux-label
#     description: Configure the SELinux label
# custom:
#   severity: medium
#   confidence: high
#   category: mounts
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove `:z` or `:Z`, and mount a directory that belongs to the service alone.
#   cwe: [732]
#   params:
#     directories:
#       default: ["/", "/boot", "/dev", "/etc", "/home", "/opt", "/proc", "/root", "/run", "/srv", "/sys", "/usr", "/var", "/var/lib", "/var/log"]
#       description: "Directories that are relabelled for more than the service, themselves and one level of homes."
#     trees:
#       default: ["/boot", "/dev", "/etc", "/proc", "/run", "/sys", "/usr", "/var/lib/docker"]
#       description: "Directories that must not be relabelled anywhere below either."
package policies.compose.selinux_relabel_system_path

import data.params.compose.selinux_relabel_system_path as params
import data.policies.lib.mount
import data.policies.lib.path

deny contains finding if {
	some service in input.services
	some mounted in service.facts.mounts
	mounted.selinux != null
	_system(mount.of_host(mounted))
	not mount.control_sockets(mounted)
	finding := {
		"message": sprintf("service %s relabels %s of the host (`:%s`); remove the option", [service.key, mounted.host_path, mounted.selinux]),
		"at": mounted.at,
		"subject": service.at,
	}
}

_system(host) if host in params.directories

_system(host) if regex.match("^/home/[^/]+$", host)

_system(host) if {
	some tree in params.trees
	path.within(host, tree)
}
