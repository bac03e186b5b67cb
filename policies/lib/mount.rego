# METADATA
# title: Mounts
# description: What of the host a mount hands to a container, whatever syntax or detour (volume, secret, config) it takes.
# custom:
#   library: true
package policies.lib.mount

import data.policies.lib.path

# Control sockets by path: who talks to one of them commands the host.
sockets := {
	"/run/docker.sock": "Docker",
	"/run/containerd/containerd.sock": "containerd",
	"/run/docker/containerd/containerd.sock": "containerd",
	"/run/crio/crio.sock": "CRI-O",
	"/run/podman/podman.sock": "Podman",
	"/run/buildkit/buildkitd.sock": "BuildKit",
	"/run/systemd/private": "systemd",
}

# Names of control sockets wherever they lie: rootless engines keep them below the user's runtime directory or home.
socket_names := {
	"docker.sock": "Docker",
	"docker-cli.sock": "Docker",
	"dockerd.sock": "Docker",
	"containerd.sock": "containerd",
	"crio.sock": "CRI-O",
	"podman.sock": "Podman",
}

# Whose control socket a mount is or contains. The whole root is left to the rule about the whole root.
control_sockets(mount) := owners if {
	is_string(mount.host_path)
	host := path.canonical(mount.host_path)
	host != "/"
	owners := {owner | some owner in _owners(host)}
	count(owners) > 0
}

control_sockets(mount) := {"Docker"} if {
	mount.kind == "npipe"
	is_string(mount.target)
	contains(lower(mount.target), "docker_engine")
}

_owners(host) := array.concat(
	[owner |
		some socket, owner in sockets
		path.within(socket, host)
	],
	array.concat(
		[owner |
			some name, owner in socket_names
			endswith(host, concat("", ["/", name]))
		],
		["Docker" | host == "/var"],
	),
)

# Where the host keeps its time zone: public, and no way to root for who may write there.
time_zone(host) if host in {"/etc/localtime", "/etc/timezone"}

time_zone(host) if path.within(host, "/usr/share/zoneinfo")

# The host path of a mount under its usual name; undefined where nothing of the host is mounted.
of_host(mount) := path.canonical(mount.host_path) if is_string(mount.host_path)

# The narrowest place that names what is mounted: `source` of the long syntax, else the whole entry.
source_at(mount) := concat("", [mount.at, "/source"]) if _long(mount)

source_at(mount) := mount.at if not _long(mount)

_long(mount) if {
	mount.from == "volumes"
	not mount.short
}

# How a message names a mount.
describe(mount) := sprintf("%s at %s", [mount.host_path, mount.target]) if {
	is_string(mount.host_path)
	is_string(mount.target)
}

describe(mount) := mount.host_path if {
	is_string(mount.host_path)
	not is_string(mount.target)
}

describe(mount) := sprintf("%s at %s", [mount.source, mount.target]) if {
	not is_string(mount.host_path)
	is_string(mount.source)
	is_string(mount.target)
}

describe(mount) := sprintf("%s", [mount.target]) if {
	not is_string(mount.host_path)
	not is_string(mount.source)
	is_string(mount.target)
}

# What somebody keeps in the home of root, beside what the system and its tools look for there: `/root/backups`.
of_somebody(host) if regex.match(`^/root/[^./]`, host)

# Settings of a program that is no part of the system: `/etc/app`.
of_application(host) if {
	found := regex.find_all_string_submatch_n(`^/etc/([^/]+)`, host, 1)
	count(found) > 0
	not regex.match(_of_system, found[0][1])
}

# Accounts and logins, what is started and when, what programs are loaded, the engine and the cluster, keys, names and networks.
_of_system := concat("", [
	`^(passwd|shadow|group|gshadow|subuid|subgid|login|sudo|doas|pam|security|ssh|pki|ssl|ca-cert|letsencrypt|krb5|ldap|selinux|apparmor|audit|`,
	`cron|crontab|anacron|at[.]|systemd|init|inittab|rc[.0-9]|rcS|runit|s6|supervisor|profile|environment|bash|zsh|skel|default|ld[.]so|alternatives|`,
	`docker|containerd|containers|crio|cni|kubernetes|rancher|k3s|fstab|mtab|crypttab|grub|kernel|modprobe|modules|sysctl|udev|dbus|polkit|`,
	`apt|dpkg|yum|dnf|pacman|host|resolv|nsswitch|network|netplan|iptables|nftables|ufw|firewall|wireguard|openvpn|machine-id|os-release|`,
	`issue|motd|localtime|timezone|logrotate|rsyslog)`,
])
