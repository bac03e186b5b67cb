package policies.dockerfile.workdir_system_dir_test

import data.policies.dockerfile.workdir_system_dir as rule
import data.policies.lib.fixtures_test as f

_count(path) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.plain("WORKDIR", [path])])])
}

test_system if {
	_count("/proc") == 1
	_count("//sys/fs") == 1
}

test_others if {
	_count("/app") == 0
	_count("/development") == 0
	_count("/dev/shm/work") == 0
}
