package policies.compose.docker_socket_mounted_test

import data.policies.lib.example
import data.policies.compose.docker_socket_mounted

test_secret_that_is_the_socket if {
	found := docker_socket_mounted.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/secrets/0", {"from": "secrets", "kind": "secret", "source": "sock", "host_path": "/var/run/docker.sock", "target": "/run/secrets/sock"})]})])
	example.marks(found) == {"/services/web/secrets/0"}
}

test_named_volume_that_is_a_bind if {
	found := docker_socket_mounted.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"kind": "volume", "source": "run", "host_path": "/run/containerd", "target": "/c"})]})])
	example.marks(found) == {"/services/web/volumes/0"}
}
