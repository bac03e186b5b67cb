# METADATA
# title: Probes
# description: Which hosts and ports a healthcheck contacts, and by which names a container calls itself.
# custom:
#   library: true
package policies.lib.probe

import data.policies.lib.typed

# What a test contacts by an http(s) address: [{at, host, port, text}]. Addresses that hang on a variable are left out.
contacts(test) := [contact |
	some command in test.commands
	some word in command.args
	some url in _urls(command, word)
	authority := _authority(url)
	contact := {"at": word.at, "host": _host(authority), "port": _port(url, authority)}
]

# Programs for the web take addresses as words of their own; in programs of other languages they stand inside a text.
_urls(command, word) := [word.text] if {
	command.name in _clients
	_plain(word.text)
	not _proxied(command)
}

_urls(command, word) := [] if {
	command.name in _clients
	not _plain(word.text)
}

_urls(command, _) := [] if {
	command.name in _clients
	_proxied(command)
}

_urls(command, word) := [url |
	some url in regex.find_n(`https?://[^\s'"()<>,;]+`, word.text, 3)
	_plain(url)
] if not command.name in _clients

_clients := {"curl", "wget"}

# `curl --unix-socket`, `--connect-to`, `-x`: the address does not say where it goes.
_proxied(command) if {
	some flag in command.flags
	regex.match("^(--unix-socket|--abstract-unix-socket|--connect-to|--resolve|--proxy|-x)", flag)
}

_plain(text) if {
	regex.match("^https?://", text)
	not regex.match("[$`{}*]", text)
}

_authority(url) := regex.replace(regex.replace(regex.replace(url, "^https?://", ""), "[/?#].*$", ""), "^.*@", "")

_host(authority) := lower(trim(regex.replace(authority, ":[0-9]*$", ""), "[]"))

_port(_, authority) := to_number(trim_prefix(found[0], ":")) if {
	found := regex.find_n(":[0-9]+$", authority, 1)
	count(found) == 1
}

_port(url, authority) := 80 if {
	not regex.match(":[0-9]+$", authority)
	startswith(url, "http:")
}

_port(url, authority) := 443 if {
	not regex.match(":[0-9]+$", authority)
	startswith(url, "https:")
}

# The address of the container itself, whatever its name.
is_loopback(host) if regex.match(`^(localhost|.*\.localhost|127\.[0-9.]+|::1|0|0\.0\.0\.0|::)$`, host)

# Names that a service has for itself.
is_own_name(service, host) if host in own_names(service)

own_names(service) := {name |
	some value in array.concat([service.key, object.get(service, "container_name", null), object.get(service, "hostname", null), _full(service)], _aliases(service))
	is_string(value)
	name := lower(value)
}

_aliases(service) := [alias |
	some network in typed.map(service, "networks")
	is_object(network)
	some alias in typed.list(network, "aliases")
]

# Names that `extra_hosts` gives to an address.
is_mapped(service, host) if {
	some entry in typed.list(service, "extra_hosts")
	is_string(entry)
	lower(split(entry, "=")[0]) == host
}

_full(service) := concat(".", [service.hostname, service.domainname]) if {
	is_string(object.get(service, "hostname", null))
	is_string(object.get(service, "domainname", null))
}

_full(service) := null if not is_string(object.get(service, "domainname", null))

_full(service) := null if {
	is_string(object.get(service, "domainname", null))
	not is_string(object.get(service, "hostname", null))
}
