package policies.env.env_docker_host_cleartext_test

import data.policies.lib.example
import data.policies.env.env_docker_host_cleartext as rule

_file(key, value) := found if {
	found := rule.deny with input as example.project_with([], {"env_files": [{"at": "/env_files/0", "path": ".env", "name": ".env", "sample": false, "used_by": [], "interpolation": true, "assignments": [{"at": "/env_files/0/assignments/0", "key": key, "value": value}]}]})
}

test_plain if example.marks(_file("DOCKER_HOST", "tcp://10.0.0.5:2375")) == {"/env_files/0/assignments/0"}

test_others if {
	every value in ["ssh://me@host", "unix:///var/run/docker.sock", "tcp://127.0.0.1:2375"] {
		count(_file("DOCKER_HOST", value)) == 0
	}
}

test_tls if {
	files := [{"at": "/env_files/0", "path": ".env", "assignments": [{"at": "/a", "key": "DOCKER_HOST", "value": "tcp://10.0.0.5:2376"}, {"at": "/b", "key": "DOCKER_TLS_VERIFY", "value": "0"}, {"at": "/c", "key": "DOCKER_TLS_VERIFY", "value": "1"}]}]
	found := rule.deny with input as example.project_with([], {"env_files": files})
	count(found) == 0
}
