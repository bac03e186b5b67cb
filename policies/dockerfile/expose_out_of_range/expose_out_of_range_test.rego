package policies.dockerfile.expose_out_of_range_test

import data.policies.lib.example
import data.policies.dockerfile.expose_out_of_range

test_too_high if {
	found := expose_out_of_range.deny with input as {"builds": {"d": {"dockerfile": "Dockerfile", "stages": [{"at": "/builds/d/stages/0", "instructions": _expose({"text": "80000"})}]}}}
	example.marks(found) == {"/e"}
}

test_end_of_a_range if {
	found := expose_out_of_range.deny with input as {"builds": {"d": {"dockerfile": "Dockerfile", "stages": [{"at": "/builds/d/stages/0", "instructions": _expose({"text": "8000-70000/tcp"})}]}}}
	example.marks(found) == {"/e"}
}

test_in_range if {
	found := expose_out_of_range.deny with input as {"builds": {"d": {"dockerfile": "Dockerfile", "stages": [{"at": "/builds/d/stages/0", "instructions": _expose({"text": "65535"})}]}}}
	example.marks(found) == set()
}

test_unknown if {
	found := expose_out_of_range.deny with input as {"builds": {"d": {"dockerfile": "Dockerfile", "stages": [{"at": "/builds/d/stages/0", "instructions": _expose({"text": "$PORT"})}]}}}
	example.marks(found) == set()
}

_expose(fields) := [{"exposes": [object.union({"at": "/e", "text": "x", "protocol": null, "valid": true}, fields)]}]
