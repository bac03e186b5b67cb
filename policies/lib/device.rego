# METADATA
# title: Devices
# description: The devices of the host that a service is given.
# custom:
#   library: true
package policies.lib.device

import data.policies.lib
import data.policies.lib.path
import data.policies.lib.typed

# The entries of `devices` with the host's path cleaned, and their addresses.
mapped(service) := [{"at": lib.at(service, ["devices", i]), "source": source} |
	some i, device in typed.list(service, "devices")
	source := _source(device)
]

_source(device) := path.clean(device.source) if {
	is_object(device)
	is_string(device.source)
}

_source(device) := path.clean(split(device, ":")[0]) if is_string(device)
