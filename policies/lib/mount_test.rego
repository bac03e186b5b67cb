package policies.lib.mount_test

import data.policies.lib.example
import data.policies.lib.mount

_bind(host) := example.mount("/services/web/volumes/0", {"host_path": host})

test_socket_itself if mount.control_sockets(_bind("/var/run/docker.sock")) == {"Docker"}

test_rootless_socket if mount.control_sockets(_bind("/run/user/1000/docker.sock")) == {"Docker"}

test_parent_directory if mount.control_sockets(_bind("/run")) == {"Docker", "containerd", "CRI-O", "Podman", "BuildKit", "systemd"}

test_directory_beside_the_sockets if not mount.control_sockets(_bind("/run/dbus"))

test_whole_root_is_left_to_its_own_rule if not mount.control_sockets(_bind("/"))

test_named_volume if not mount.control_sockets(example.mount("/services/web/volumes/0", {"kind": "volume", "source": "docker.sock"}))

test_windows_pipe if {
	mount.control_sockets(example.mount("/services/web/volumes/0", {"kind": "npipe", "target": "\\\\.\\pipe\\docker_engine"})) == {"Docker"}
}

test_host_path_has_one_name if mount.of_host(_bind("/var/run/x")) == "/run/x"

test_describe if {
	mount.describe(_bind("/etc")) == "/etc at /mnt"
	mount.describe(example.mount("/x", {"kind": "volume", "source": "data", "target": "/data"})) == "data at /data"
}

test_narrowest_place if {
	mount.source_at(_bind("/etc")) == "/services/web/volumes/0"
	mount.source_at(example.mount("/services/web/volumes/0", {"short": false})) == "/services/web/volumes/0/source"
	mount.source_at(example.mount("/services/web/secrets/0", {"short": false, "from": "secrets"})) == "/services/web/secrets/0"
}
