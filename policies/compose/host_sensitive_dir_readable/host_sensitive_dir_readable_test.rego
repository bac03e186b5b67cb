package policies.compose.host_sensitive_dir_readable_test

import data.policies.lib.example
import data.policies.compose.host_sensitive_dir_readable

test_devices_and_kernel_in_any_mode if {
	found := host_sensitive_dir_readable.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"host_path": "/dev"}), example.mount("/services/web/volumes/1", {"host_path": "/sys/fs/cgroup", "read_only": true})]})])
	example.marks(found) == {"/services/web/volumes/0", "/services/web/volumes/1"}
}

test_credentials_of_a_user if {
	found := host_sensitive_dir_readable.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"host_path": "~/.ssh"}), example.mount("/services/web/volumes/1", {"host_path": "/home/ann/.docker/config.json"}), example.mount("/services/web/volumes/2", {"host_path": "/home"})]})])
	example.marks(found) == {"/services/web/volumes/0", "/services/web/volumes/1", "/services/web/volumes/2"}
}

test_memory_and_runtime_of_the_host if {
	paths := ["/dev/shm", "/dev/hugepages", "/run/dbus/system_bus_socket", "/var/run/libvirt", "/run/user/1000"]
	mounts := [example.mount(sprintf("/services/web/volumes/%d", [i]), {"host_path": host}) | some i, host in paths]
	found := host_sensitive_dir_readable.deny with input as example.project([example.service("web", {}, {"mounts": mounts})])
	count(example.marks(found)) == count(paths)
	{finding.severity | some finding in found} == {"medium"}
}

test_disk_that_the_host_runs_from if {
	mounts := [example.mount("/services/web/volumes/0", {"kind": "volume", "host_path": "/dev/sda1"}), example.mount("/services/web/volumes/1", {"kind": "volume", "host_path": "/dev/nvme0n1p2", "read_only": true}), example.mount("/services/web/volumes/2", {"kind": "volume", "host_path": "/dev/sdb1"})]
	found := host_sensitive_dir_readable.deny with input as example.project([example.service("web", {}, {"mounts": mounts})])
	example.marks(found) == {"/services/web/volumes/0", "/services/web/volumes/1"}
}
