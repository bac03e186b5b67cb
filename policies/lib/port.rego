# METADATA
# title: Ports
# description: Who can reach a published port.
# custom:
#   library: true
package policies.lib.port

import data.policies.lib.image
import data.policies.lib.typed

# In the network of the host published ports are discarded (a rule of its own says so), without a network there is nobody to publish to, and in the
# network of another container the engine refuses them: the ports of that one count.
discarded(service) if typed.text(service, "network_mode") in {"host", "none"}

discarded(service) if startswith(typed.text(service, "network_mode"), "service:")

discarded(service) if startswith(typed.text(service, "network_mode"), "container:")

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

# An entry is one port, or a range: then container and host ports stand side by side. (Of several host ports for one container port the
# engine takes what is free, the first if it can.)
is_range(port) if is_number(object.get(port, "target_end", null))

first_and_last(port) := [port.target, port.target_end] if is_range(port)

first_and_last(port) := [port.target, port.target] if not is_range(port)

# Whether a container port is published by an entry.
has_target(port, number) if {
	ends := first_and_last(port)
	number >= ends[0]
	number <= ends[1]
}

# The host port of a container port: as far from the first as that one is.
host_port(port, number) := port.published + (number - port.target) if is_number(port.published)

# The entry as if it published this one of its container ports.
narrowed(port, _) := port if not is_range(port)

narrowed(port, number) := object.union(port, {"target": number, "target_end": null, "published": host_port(port, number), "published_end": null}) if {
	is_range(port)
	is_number(port.published)
}

narrowed(port, number) := object.union(port, {"target": number, "target_end": null}) if {
	is_range(port)
	not is_number(port.published)
}

# An entry narrowed to each of some container ports that it publishes, in their order.
among(port, numbers) := [port | port.target in numbers] if not is_range(port)

among(port, numbers) := [narrowed(port, number) |
	some number in sort(numbers)
	has_target(port, number)
] if is_range(port)

# The same for the keys of a table.
known(port, table) := [port | table[sprintf("%d", [port.target])]] if not is_range(port)

known(port, table) := among(port, {to_number(key) | some key, _ in table}) if is_range(port)

# `80`, or `8000-8010`.
target_text(port) := sprintf("%d-%d", first_and_last(port)) if is_range(port)

target_text(port) := sprintf("%d", [port.target]) if not is_range(port)

# The host ports of a range, or the first one that the engine would take.
published_text(port) := sprintf("%d-%d", [port.published, host_port(port, port.target_end)]) if is_range(port)

published_text(port) := sprintf("%d", [port.published]) if not is_range(port)

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

# Where others come in from outside: the ports of the web, of mail and of names, and those of a VPN.
entrance(_, port) if port.published in {25, 53, 80, 110, 143, 443, 465, 587, 853, 993, 995}

entrance(service, _) if image.makes_tunnels(service)
