package policies.dockerfile.apt_lists_not_removed_test

import data.policies.dockerfile.apt_lists_not_removed as rule
import data.policies.lib.fixtures_test as f

_count(texts) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("debian:12", [f.run(texts)])])
}

test_lists_kept if {
	_count(["apt-get update", "apt-get install -y curl"]) == 1
	_count(["apt-get -qq update", "apt-get install -y curl", "apt-get clean"]) == 1
}

test_lists_removed if {
	_count(["apt-get update", "apt-get install -y curl", "rm -rf /var/lib/apt/lists/*"]) == 0
	_count(["apt-get update", "cd /var/lib", "rm -rf apt dpkg cache log"]) == 0
	_count(["apt-get update", "apt-get distclean"]) == 0
	_count(["apt-get update", "find /var/lib/apt/lists -type f -delete"]) == 0
}

test_removing_archives_keeps_lists if {
	_count(["apt-get update", "rm -rf /var/cache/apt/archives"]) == 1
}

test_cache_mount if {
	run := object.union(f.run(["apt-get update"]), {"mounts": [{"at": "/m", "kind": "cache", "options": {"target": "/var/lib/apt"}}]})
	count(rule.deny) == 0 with input as f.dockerfile([f.stage("debian:12", [run])])
}

test_removal_in_a_later_layer_is_too_late if {
	count(rule.deny) == 1 with input as f.dockerfile([f.stage("debian:12", [f.run(["apt-get update"]), f.run(["rm -rf /var/lib/apt/lists/*"])])])
}

test_builder_stage_does_not_ship if {
	count(rule.deny) == 0 with input as f.dockerfile([f.stage("debian:12", [f.run(["apt-get update"])]), f.stage("debian:12", [])])
}
