package policies.dockerfile.secret_removed_in_later_layer_test

import data.policies.dockerfile.secret_removed_in_later_layer as rule
import data.policies.lib.fixtures_test as f

_count(first, second) := total if {
	found := rule.deny with input as f.dockerfile([f.stage("alpine:3.21", [first, second])])
	total := count(found)
}

_copy(path, destination) := object.union(f.run(["true"]), {"keyword": "COPY", "commands": [], "copied": {"from": null, "sources": [{"at": "/s", "text": path, "raw": path, "known": true}], "destination_path": destination}})

test_removed_later if {
	_count(_copy("id_rsa", "/root/.ssh/"), f.run(["rm -f /root/.ssh/id_rsa"])) == 1
	_count(_copy("deploy.key", "/tmp/k"), f.run(["rm /tmp/k"])) == 1
}
