package policies.dockerfile.expose_remote_admin_test

import data.policies.lib.example
import data.policies.dockerfile.expose_remote_admin

test_ssh if {
	found := expose_remote_admin.deny with input as {"builds": {"d": {"dockerfile": "Dockerfile", "stages": [{"at": "/builds/d/stages/0", "instructions": _expose({"port": 22, "end": null})}]}}}
	example.marks(found) == {"/e"}
}

test_range if {
	found := expose_remote_admin.deny with input as {"builds": {"d": {"dockerfile": "Dockerfile", "stages": [{"at": "/builds/d/stages/0", "instructions": _expose({"port": 20, "end": 30})}]}}}
	example.marks(found) == {"/e"}
}

test_other if {
	found := expose_remote_admin.deny with input as {"builds": {"d": {"dockerfile": "Dockerfile", "stages": [{"at": "/builds/d/stages/0", "instructions": _expose({"port": 2222, "end": null})}]}}}
	example.marks(found) == set()
}

_expose(fields) := [{"exposes": [object.union({"at": "/e", "text": "x", "protocol": null, "valid": true}, fields)]}]
