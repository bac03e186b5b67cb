# METADATA
# title: Sensitive directory of the host is mounted
# description: >-
#   Read-only access to /etc, /root or the state of the engine gives away password hashes, private keys and the data of other
#   containers; /sys, /dev, the shared memory, the buses and the sessions of the host and the credentials of a user are dangerous
#   in any mode.
# related_resources:
#   - ref: https://docs.docker.com/engine/storage/bind-mounts/
#     description: Bind mounts
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html
#     description: OWASP Docker Security Cheat Sheet
# custom:
#   severity: high
#   confidence: high
#   category: mounts
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Mount the single files that the service reads, with `:ro`, or copy what it needs into a config or secret of its own.
#   cwe: [200, 668]
#   aliases: ["compose-lint:CL-0013", "kics:1c1325ff-831d-43a1-973e-839ae57dfcc0"]
#   params:
#     directories:
#       default: ["/boot", "/etc", "/proc", "/root", "/var/lib/containerd", "/var/lib/docker", "/var/lib/kubelet"]
#       description: "Directories of the host that a container should not read, with all below them."
#     any_mode:
#       default: ["/dev/disk", "/dev/mapper", "/sys"]
#       description: "Directories that should not be mounted in any mode, with all below them; `/dev` as a whole is one of them."
#     disks:
#       default: ["^/dev/(sda|vda|xvda|hda)[0-9]*$", "^/dev/(nvme0n1|mmcblk0)(p[0-9]+)?$", "^/dev/(md|dm-)[0-9]"]
#       description: "Patterns (RE2) of disks that hosts run from: a volume of the engine may mount another one."
#     memory:
#       default: ["/dev/hugepages", "/dev/shm"]
#       description: "Memory that programs of the host share; a service gets its own with `shm_size`, or that of another with `ipc`."
#     runtime:
#       default: ["/run/dbus", "/run/libvirt", "/run/lvm", "/run/udev", "/run/user", "/run/utmp"]
#       description: "Buses, sockets and sessions of the host, with all below them; reported with severity medium."
#     credentials:
#       default: [".aws", ".azure", ".config/gcloud", ".docker", ".git-credentials", ".gnupg", ".kube", ".netrc", ".npmrc", ".pgpass", ".pypirc", ".ssh"]
#       description: "Files and directories of credentials in a home directory."
#     public:
#       default: ["/etc/localtime", "/etc/timezone", "/etc/os-release", "/etc/hostname", "/etc/hosts", "/etc/resolv.conf", "/etc/machine-id", "/etc/ssl/certs", "/etc/ca-certificates", "/etc/pki/ca-trust", "/etc/pki/tls/certs"]
#       description: "Paths that give nothing away when they are read."
package policies.compose.host_sensitive_dir_readable

import data.params.compose.host_sensitive_dir_readable as params
import data.policies.lib.image
import data.policies.lib.mount
import data.policies.lib.path

deny contains finding if {
	some service in input.services
	some mounted in service.facts.mounts
	mounted.kind in {"bind", "volume"}
	host := mount.of_host(mounted)
	_sensitive(host, mounted)
	not _public(host)
	not _observes(service, mounted, host)
	finding := {
		"message": sprintf("service %s sees %s of the host; mount only the files it needs", [service.key, mounted.host_path]),
		"at": mount.source_at(mounted),
		"subject": service.at,
	}
}

deny contains finding if {
	some service in input.services
	some mounted in service.facts.mounts
	mounted.kind in {"bind", "volume"}
	host := mount.of_host(mounted)
	told := _told(host, mounted)
	finding := {
		"message": sprintf("service %s %s %s of the host; %s", [service.key, told.verb, mounted.host_path, told.instead]),
		"at": mount.source_at(mounted),
		"subject": service.at,
		"severity": told.severity,
	}
}

_told(host, _) := {"verb": "shares", "instead": "give it its own with `shm_size`, or that of another service with `ipc: service:NAME`", "severity": "medium"} if {
	some place in params.memory
	path.within(host, place)
}

_told(host, mounted) := {"verb": "reaches", "instead": "remove the mount, or mount the one socket it needs", "severity": "medium"} if {
	some place in params.runtime
	path.within(host, place)
	not mount.control_sockets(mounted)
}

# It gives nothing away, but the clock of the host's logs and jobs hangs on it.
_told(host, mounted) := {"verb": "may change", "instead": "add `:ro`", "severity": "low"} if {
	mount.time_zone(host)
	not mounted.read_only
}

# Writable ones are the rule host-sensitive-dir-writable.
_sensitive(host, mounted) if {
	mounted.read_only
	some directory in params.directories
	path.within(host, directory)
	not mount.of_somebody(host)
	not mount.of_application(host)
}

_sensitive(host, mounted) if {
	host == "/var/lib"
	mounted.read_only
}

_sensitive(host, _) if {
	some directory in params.any_mode
	path.within(host, directory)
}

# All devices. Single ones are harmless without an entry in `devices`.
_sensitive(host, _) if host == "/dev"

_sensitive(host, mounted) if {
	mounted.kind == "volume"
	some pattern in params.disks
	regex.match(pattern, host)
}

# All homes, or one of them.
_sensitive(host, _) if regex.match("^/home(/[^/]+)?$", host)

_sensitive(host, _) if host == "~"

_sensitive(host, _) if {
	regex.match("^(~|/home/[^/]+|/root)/", host)
	some credential in params.credentials
	path.within(regex.replace(host, "^(~|/home/[^/]+|/root)/", ""), credential)
	not _writable_below_root(host)
}

# Reported as writable already.
_writable_below_root(host) if path.within(host, "/root")

_public(host) if {
	some place in params.public
	path.within(host, place)
}

# Agents that watch the host read these by design.
_observes(service, mounted, host) if {
	image.observes_host(service)
	some place in data.known.host_observers.reads
	path.within(host, place)
	_reads(mounted, host)
}

_reads(mounted, _) if mounted.read_only

_reads(_, host) if path.within(host, "/sys")
