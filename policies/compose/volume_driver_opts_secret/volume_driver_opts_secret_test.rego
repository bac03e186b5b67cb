package policies.compose.volume_driver_opts_secret_test

import data.policies.lib.example
import data.policies.compose.volume_driver_opts_secret

test_literal if {
	found := volume_driver_opts_secret.deny with input as example.project_with([], {"volumes": {"data": {"at": "/volumes/data", "key": "data", "facts": {}}}, "secret_candidates": [{"at": "/volumes/data/driver_opts/o", "holder": "/volumes/data/driver_opts/o", "class": "literal", "placeholder": null}]})
	example.marks(found) == {"/volumes/data/driver_opts/o"}
}

test_variable if {
	found := volume_driver_opts_secret.deny with input as example.project_with([], {"volumes": {"data": {"at": "/volumes/data", "key": "data", "facts": {}}}, "secret_candidates": [{"at": "/volumes/data/driver_opts/o", "holder": "/volumes/data/driver_opts/o", "class": "reference"}]})
	example.marks(found) == set()
}

test_elsewhere if {
	found := volume_driver_opts_secret.deny with input as example.project_with([], {"volumes": {"data": {"at": "/volumes/data", "key": "data", "facts": {}}}, "secret_candidates": [{"at": "/services/web/environment/P", "holder": "/services/web/environment/P", "class": "literal", "placeholder": null}]})
	example.marks(found) == set()
}
