package policies.compose.host_sensitive_dir_writable_test

import data.policies.lib.example
import data.policies.compose.host_sensitive_dir_writable

test_below if {
	found := host_sensitive_dir_writable.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"host_path": "/etc/cron.d"}), example.mount("/services/web/volumes/1", {"host_path": "/root/.ssh"}), example.mount("/services/web/volumes/2", {"host_path": "/bin"})]})])
	example.marks(found) == {"/services/web/volumes/0", "/services/web/volumes/1", "/services/web/volumes/2"}
}

test_state_of_the_engine if {
	found := host_sensitive_dir_writable.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"host_path": "/var/lib/docker/volumes"}), example.mount("/services/web/volumes/1", {"host_path": "/var/lib"})]})])
	example.marks(found) == {"/services/web/volumes/0", "/services/web/volumes/1"}
}

test_volume_in_disguise if {
	found := host_sensitive_dir_writable.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"kind": "volume", "source": "conf", "host_path": "/etc/app"})]})])
	example.marks(found) == {"/services/web/volumes/0"}
}

test_programs_libraries_and_their_parents if {
	paths := ["/usr", "/usr/local/bin/tool", "/lib", "/lib/modules", "/usr/lib/systemd/system", "/usr/local"]
	mounts := [example.mount(sprintf("/services/web/volumes/%d", [i]), {"host_path": host}) | some i, host in paths]
	found := host_sensitive_dir_writable.deny with input as example.project([example.service("web", {}, {"mounts": mounts})])
	count(example.marks(found)) == count(paths)
}
