package policies.compose.mount_propagation_slave_test

import data.policies.compose.mount_propagation_slave
import data.policies.lib.example

_marks(propagation) := marks if {
	found := mount_propagation_slave.deny with input as example.project([example.service("web", {}, {"mounts": [example.mount("/services/web/volumes/0", {"host_path": "/mnt", "propagation": propagation})]})])
	marks := example.marks(found)
}

test_slave if {
	_marks("slave") == {"/services/web/volumes/0"}
	_marks("rslave") == {"/services/web/volumes/0"}
}

test_others if {
	_marks("rshared") == set()
	_marks("private") == set()
	_marks(null) == set()
}
