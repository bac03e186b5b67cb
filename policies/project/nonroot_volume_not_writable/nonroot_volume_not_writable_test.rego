package policies.project.nonroot_volume_not_writable_test

import data.policies.lib.example
import data.policies.lib.fixtures_test as f
import data.policies.project.nonroot_volume_not_writable as rule

_found(instructions, user, target) := found if {
	stage := f.with_effect(f.stage("debian:12", instructions), {"workdir": {"at": "/x", "value": "/app", "stage": 0}})
	build := object.union(f.build([stage]), {"services": ["web"]})
	service := example.service("web", {}, {
		"build": "Dockerfile",
		"user": object.union({"at": "/services/web/user", "text": "1000", "uid": 1000, "gid": null, "root": false, "source": "compose"}, user),
		"mounts": [example.mount("/services/web/volumes/0", {"kind": "volume", "source": "data", "target": target})],
	})
	volume := {"at": "/volumes/data", "key": "data", "facts": {"external": false, "host_path": null}}
	result := rule.deny with input as example.project_with([service], {"builds": {"Dockerfile": build}, "volumes": {"data": volume}})
	found := example.marks(result)
}

test_root if _found([], {"root": true}, "/data") == set()
