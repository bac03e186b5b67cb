# METADATA
# title: System directory of the host is mounted writable
# description: >-
#   Writing there is root on the host: a job in /etc/cron.d, a key in /root/.ssh, a program in /usr/bin, core_pattern in /proc,
#   the layers of another container in /var/lib/docker.
# related_resources:
#   - ref: https://docs.docker.com/engine/storage/bind-mounts/
#     description: Bind mounts
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html
#     description: OWASP Docker Security Cheat Sheet
# custom:
#   severity: critical
#   confidence: high
#   category: mounts
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove the mount, or mount the one file that is needed with `:ro`.
#   cwe: [250, 732]
#   absorbs: [compose/bind-mount-writable]
#   aliases: ["compose-lint:CL-0025", "kics:1c1325ff-831d-43a1-973e-839ae57dfcc0"]
#   params:
#     directories:
#       default: ["/boot", "/etc", "/proc", "/root", "/usr/bin", "/usr/lib/modules", "/usr/lib/systemd", "/usr/local/bin", "/usr/local/sbin", "/usr/sbin", "/var/lib/containerd", "/var/lib/docker", "/var/lib/kubelet"]
#       description: "Directories of the host that no container may write to, with all below them."
#     parents:
#       default: ["/usr", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libx32", "/usr/local", "/var/lib"]
#       description: "Directories that hold some of these, or the libraries of every program, beside data of applications: no container may write to them as a whole."
package policies.compose.host_sensitive_dir_writable

import data.params.compose.host_sensitive_dir_writable as params
import data.policies.lib.mount
import data.policies.lib.path

deny contains finding if {
	some service in input.services
	some mounted in service.facts.mounts
	not mounted.read_only
	mounted.kind in {"bind", "volume"}
	host := mount.of_host(mounted)
	_sensitive(host)
	not mount.time_zone(host)
	not mount.of_somebody(host)
	finding := {
		"message": sprintf("service %s may write to %s of the host; remove the mount or add `:ro`", [service.key, mounted.host_path]),
		"at": mount.source_at(mounted),
		"subject": service.at,
		"severity": _severity(host),
	}
}

# A program of its own reads it, and starts nothing with it.
_severity(host) := "medium" if mount.of_application(host)

_severity(host) := "critical" if not mount.of_application(host)

_sensitive(host) if {
	some directory in params.directories
	path.within(host, directory)
}

_sensitive(host) if host in params.parents
