# METADATA
# title: Devices
# description: The devices of the host that a service is given.
# custom:
#   library: true
package policies.lib.device

import data.policies.lib
import data.policies.lib.path

# The entries of `devices` with the host's path cleaned, and their addresses.
mapped(service) := [{"at": lib.at(service, ["devices", i]), "source": source} |
	some i, device in object.get(service, "devices", [])
	source := _source(device)
]

_source(device) := path.clean(device.source) if is_object(device)

_source(device) := path.clean(split(device, ":")[0]) if is_string(device)
