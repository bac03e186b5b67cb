package policies.dockerfile.volume_sensitive_dir_test

import data.policies.dockerfile.volume_sensitive_dir as rule
import data.policies.lib.fixtures_test as f

_count(path) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.plain("VOLUME", [path])])])
}

test_system if {
	_count("/proc") == 1
	_count("/var/run/docker.sock") == 1
	_count("/") == 1
}

test_data if {
	_count("/var/lib/app") == 0
	_count("/usr/share/app") == 0
	_count("/etc/nginx/conf.d") == 0
}
