package policies.compose.selinux_relabel_system_path_test

import data.policies.lib.example
import data.policies.compose.selinux_relabel_system_path

test_system if {
	found := selinux_relabel_system_path.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"host_path": "/etc/ssl", "selinux": "z"}), example.mount("/services/web/volumes/1", {"host_path": "/home", "selinux": "Z"})]})])
	example.marks(found) == {"/services/web/volumes/0", "/services/web/volumes/1"}
}
