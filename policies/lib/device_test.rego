package policies.lib.device_test

import data.policies.lib.device
import data.policies.lib.example

test_both_syntaxes if {
	web := example.service("web", {"devices": [{"source": "/dev//sda"}, "/dev/net/tun:/dev/net/tun"]}, {})
	device.mapped(web) == [
		{"at": "/services/web/devices/0", "source": "/dev/sda"},
		{"at": "/services/web/devices/1", "source": "/dev/net/tun"},
	]
}

test_none if device.mapped(example.service("web", {}, {})) == []
