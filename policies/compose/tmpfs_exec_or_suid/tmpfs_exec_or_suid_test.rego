package policies.compose.tmpfs_exec_or_suid_test

import data.policies.lib.example
import data.policies.compose.tmpfs_exec_or_suid

test_exec if {
	found := tmpfs_exec_or_suid.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/tmpfs/0", {"from": "tmpfs", "kind": "tmpfs", "target": "/tmp", "options": ["exec", "size=1m"]})]})])
	example.marks(found) == {"/services/web/tmpfs/0"}
}

test_hardened if {
	found := tmpfs_exec_or_suid.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/tmpfs/0", {"from": "tmpfs", "kind": "tmpfs", "target": "/tmp", "options": ["noexec", "nosuid"]}), example.mount("/services/web/tmpfs/1", {"from": "tmpfs", "kind": "tmpfs", "target": "/run"}), example.mount("/services/web/tmpfs/2", {"from": "tmpfs", "kind": "tmpfs", "target": "/d", "options": ["dev"]})]})])
	example.marks(found) == set()
}
