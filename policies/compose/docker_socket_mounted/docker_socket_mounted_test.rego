package policies.compose.docker_socket_mounted_test

import data.policies.lib.example
import data.policies.compose.docker_socket_mounted

test_socket if {
	found := docker_socket_mounted.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"host_path": "/var/run/docker.sock", "target": "/var/run/docker.sock"})]})])
	example.marks(found) == {"/services/web/volumes/0"}
}

test_read_only_under_another_name if {
	found := docker_socket_mounted.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"host_path": "/run/docker.sock", "target": "/tmp/d", "read_only": true})]})])
	example.marks(found) == {"/services/web/volumes/0"}
}

test_parent_directory if {
	found := docker_socket_mounted.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"host_path": "/var/run", "target": "/host/run"})]})])
	example.marks(found) == {"/services/web/volumes/0"}
}

test_secret_that_is_the_socket if {
	found := docker_socket_mounted.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/secrets/0", {"from": "secrets", "kind": "secret", "source": "sock", "host_path": "/var/run/docker.sock", "target": "/run/secrets/sock"})]})])
	example.marks(found) == {"/services/web/secrets/0"}
}

test_named_volume_that_is_a_bind if {
	found := docker_socket_mounted.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"kind": "volume", "source": "run", "host_path": "/run/containerd", "target": "/c"})]})])
	example.marks(found) == {"/services/web/volumes/0"}
}

test_whole_root_is_another_rule if {
	found := docker_socket_mounted.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"host_path": "/"})]})])
	example.marks(found) == set()
}

test_other_directories if {
	found := docker_socket_mounted.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"host_path": "/run/dbus"}), example.mount("/services/web/volumes/1", {"host_path": "/var/runner"}), example.mount("/services/web/volumes/2", {"kind": "volume", "source": "data"})]})])
	example.marks(found) == set()
}
