package policies.compose.device_dangerous_test

import data.policies.lib.example
import data.policies.compose.device_dangerous

test_disk if {
	found := device_dangerous.deny with input as example.project([example.service("web", {"devices": [{"source": "/dev/ttyUSB0", "target": "/dev/ttyUSB0"}, {"source": "/dev/sda", "target": "/dev/x"}]}, {})])
	example.marks(found) == {"/services/web/devices/1"}
}

test_other_spelling if {
	found := device_dangerous.deny with input as example.project([example.service("web", {"devices": [{"source": "/dev//./nvme0n1"}]}, {})])
	example.marks(found) == {"/services/web/devices/0"}
}

test_kernel_log if {
	found := device_dangerous.deny with input as example.project([example.service("web", {"devices": [{"source": "/dev/kmsg"}, {"source": "/dev/char/1:11"}, {"source": "/dev/mapper/root"}, {"source": "/dev"}]}, {})])
	example.marks(found) == {"/services/web/devices/0", "/services/web/devices/1", "/services/web/devices/2", "/services/web/devices/3"}
}

test_harmless if {
	found := device_dangerous.deny with input as example.project([example.service("web", {"devices": [{"source": "/dev/net/tun"}, {"source": "/dev/fuse"}, {"source": "/dev/dri"}, {"source": "vendor.com/gpu=0"}, {"source": "/dev/snd"}]}, {})])
	example.marks(found) == set()
}

test_none if {
	found := device_dangerous.deny with input as example.project([example.service("web", {}, {})])
	example.marks(found) == set()
}
