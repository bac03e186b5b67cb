package policies.lib.stages_test

import data.policies.lib.fixtures_test as f
import data.policies.lib.instructions
import data.policies.lib.stages

test_shipped_follows_from if {
	shipped := stages.shipped with input as f.dockerfile([f.stage("a", []), f.stage("b", []), f.on_stage(0, [])])
	shipped == {"/builds/Dockerfile/stages/0", "/builds/Dockerfile/stages/2"}
}

test_labels if {
	stages.label(f.named("Web", f.stage("a", []))) == "stage web"
	stages.label(object.union(f.stage("debian:12", []), {"index": 1})) == "stage 1 (debian:12)"
}

test_cached_directory if {
	mount := {"kind": "cache", "options": {"target": "/var/lib/apt"}}
	instructions.cached(f.instruction("RUN", {"mounts": [mount]}), "/var/lib/apt/lists")
	not instructions.cached(f.instruction("RUN", {"mounts": [mount]}), "/var/lib/apk")
}
