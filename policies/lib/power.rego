# METADATA
# title: Powers over the host
# description: What makes a service root on its host for whoever breaks into it.
# custom:
#   library: true
package policies.lib.power

import data.policies.lib
import data.policies.lib.image
import data.policies.lib.mount
import data.policies.lib.path

# What a service holds: [{at, text}], the text fit for "… is privileged"; empty for a service that is shut in.
over_host(service) := array.concat(_settings(service), array.concat(_capabilities(service), _mounts(service)))

# What lets a service start containers or is as good as that.
direct(service) := array.concat(_privileged(service), sockets(service))

_privileged(service) := [{"at": lib.at(service, ["privileged"]), "text": "is privileged"} | service.facts.hardening.privileged]

_settings(service) := array.concat(
	_privileged(service),
	[{"at": lib.at(service, ["pid"]), "text": "sees the processes of the host (`pid: host`)"} | object.get(service, "pid", "") == "host"],
)

_capabilities(service) := [{"at": capability.at, "text": sprintf("has capability %s", [capability.name])} |
	some capability in service.facts.capabilities.add
	capability.name in {"ALL", "SYS_ADMIN", "SYS_MODULE", "SYS_RAWIO"}
]

_mounts(service) := array.concat(sockets(service), [{"at": mount.source_at(mounted), "text": sprintf("may write to %s of the host", [mounted.host_path])} |
	some mounted in service.facts.mounts
	mounted.read_only == false
	host := mount.of_host(mounted)
	_root_equivalent(host)
])

_root_equivalent(host) if host == "/"

_root_equivalent(host) if {
	host != "/"
	some directory in {"/boot", "/etc", "/proc", "/root", "/usr/bin", "/usr/lib", "/usr/sbin", "/var/lib/docker", "/var/lib/containerd", "/var/lib/kubelet"}
	path.within(host, directory)
	not mount.time_zone(host)
	not mount.of_somebody(host)
	not mount.of_application(host)
}

# The control sockets of engines that it holds.
sockets(service) := array.concat(
	[{"at": mount.source_at(mounted), "text": sprintf("holds the control socket of %s", [concat(", ", sort(owners))])} |
		some mounted in service.facts.mounts
		mounted.kind != "api-socket"
		owners := mount.control_sockets(mounted)
	],
	[{"at": mounted.at, "text": "holds the API socket of the engine"} |
		some mounted in service.facts.mounts
		mounted.kind == "api-socket"
	],
)

# A proxy that passes on single calls of the engine's API.
socket_proxy(service) if regex.match("(^|/)(docker-)?socket-proxy$|(^|/)dockerproxy$", image.repository(service))
