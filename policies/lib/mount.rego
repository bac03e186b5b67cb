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
