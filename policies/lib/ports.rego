# METADATA
# title: Ports
# description: Who can reach a published port.
# custom:
#   library: true
package policies.lib.port

import data.policies.lib.image
import data.policies.lib.typed

# In the network of the host published ports are discarded; a rule of its own says so.
discarded(service) if typed.text(service, "network_mode") == "host"

# A network of the service makes loopback the address of ports that name none.
bound_by_network(service, port) if {
	port.host_ip == null
	some use in service.facts.networks
	network := object.get(input.networks, use.key, {})
	address := object.get(typed.map(network, "driver_opts"), "com.docker.network.bridge.host_binding_ipv4", "")
	startswith(address, "127.")
}

# Published where somebody beyond the host may reach it; where the address is unknown, it may.
beyond_host(service, port) if {
	port.reach != "loopback"
	not bound_by_network(service, port)
	not discarded(service)
}

# Whether a service is reachable from beyond the host.
exposed(service) if {
	some port in service.facts.ports
	beyond_host(service, port)
}

# In an order that stays when the file lists them in another one.
ordered(all) := [all[rank[3]] |
	some rank in sort([[object.get(each, "target", null), object.get(each, "published", null), object.get(each, "protocol", null), index] |
		some index, each in all
	])
]

# The narrowest place that names the host port; the whole entry where it is written in short syntax or not at all.
published_at(port) := concat("", [port.at, "/published"]) if port.published != null

published_at(port) := port.at if port.published == null

# Services for which SSH is the service itself.
expected_ssh(service, port) if {
	port.target == 22
	regex.match(_ssh_servers, image.repository(service))
}

expected_ssh(service, port) if {
	port.target == 22
	regex.match(_ssh_servers, service.key)
}

# A server of telnet by its name.
expected_ssh(service, port) if {
	port.target == 23
	regex.match("(^|[/_-])(telnet|telnetd|inetutils)([/_-]|$)", service.key)
}

_ssh_servers := "(^|[/_-])(git|gitea|forgejo|gitlab|gitlab-ce|gitlab-ee|gogs|gerrit|soft-serve|sftp|sftpgo|ssh|sshd|openssh|openssh-server|endlessh|cowrie|bastion|teleport)([/_-]|$)"
