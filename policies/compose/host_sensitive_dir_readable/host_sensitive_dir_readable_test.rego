package policies.compose.host_sensitive_dir_readable_test

import data.policies.lib.example
import data.policies.compose.host_sensitive_dir_readable

test_etc if {
	found := host_sensitive_dir_readable.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"host_path": "/etc", "read_only": true})]})])
	example.marks(found) == {"/services/web/volumes/0"}
}

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

test_sockets_of_applications if {
	found := host_sensitive_dir_readable.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"host_path": "/run/mysqld"}), example.mount("/services/web/volumes/1", {"host_path": "/run/user/1000/docker.sock"})]})])
	example.marks(found) == set()
}

test_writable_time_zone_is_mild if {
	found := host_sensitive_dir_readable.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"host_path": "/etc/localtime"})]})])
	{finding.severity | some finding in found} == {"low"}
}

test_data_in_a_home if {
	found := host_sensitive_dir_readable.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"host_path": "/home/ann/media"}), example.mount("/services/web/volumes/1", {"host_path": "~/media"})]})])
	example.marks(found) == set()
}

test_public_files if {
	found := host_sensitive_dir_readable.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"host_path": "/etc/localtime", "read_only": true}), example.mount("/services/web/volumes/1", {"host_path": "/etc/ssl/certs", "read_only": true})]})])
	example.marks(found) == set()
}

test_writable_is_another_rule if {
	found := host_sensitive_dir_readable.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"host_path": "/etc"}), example.mount("/services/web/volumes/1", {"host_path": "/root/.ssh"})]})])
	example.marks(found) == set()
}

test_read_only_key_of_root if {
	found := host_sensitive_dir_readable.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"host_path": "/root/.ssh", "read_only": true})]})])
	example.marks(found) == {"/services/web/volumes/0"}
}

test_agent_that_watches_the_host if {
	found := host_sensitive_dir_readable.deny with input as example.project([example.service("exporter", {}, {"image": example.image("/services/exporter/image", "prom/node-exporter", {}), "mounts": [example.mount("/services/exporter/volumes/0", {"host_path": "/proc", "read_only": true}), example.mount("/services/exporter/volumes/1", {"host_path": "/etc/shadow", "read_only": true})]})])
	example.marks(found) == {"/services/exporter/volumes/1"}
}

test_named_volume if {
	found := host_sensitive_dir_readable.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"kind": "volume", "source": "etc"})]})])
	example.marks(found) == set()
}

test_disk_that_the_host_runs_from if {
	mounts := [example.mount("/services/web/volumes/0", {"kind": "volume", "host_path": "/dev/sda1"}), example.mount("/services/web/volumes/1", {"kind": "volume", "host_path": "/dev/nvme0n1p2", "read_only": true}), example.mount("/services/web/volumes/2", {"kind": "volume", "host_path": "/dev/sdb1"})]
	found := host_sensitive_dir_readable.deny with input as example.project([example.service("web", {}, {"mounts": mounts})])
	example.marks(found) == {"/services/web/volumes/0", "/services/web/volumes/1"}
}
