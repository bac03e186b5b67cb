package policies.lib.path_test

import data.policies.lib.path

test_within_compares_directories if {
	path.within("/etc", "/etc")
	path.within("/etc/passwd", "/etc")
	path.within("/anything", "/")
	not path.within("/etcetera", "/etc")
	not path.within("/", "/etc")
}

test_canonical if {
	path.canonical("/var/run/docker.sock") == "/run/docker.sock"
	path.canonical("/var/run") == "/run"
	path.canonical("/bin/sh") == "/usr/bin/sh"
	path.canonical("/lib64") == "/usr/lib64"
	path.canonical("/var/running") == "/var/running"
	path.canonical("/library") == "/library"
	path.canonical("web/data") == "web/data"
}

test_clean if {
	path.clean("//dev/sda") == "/dev/sda"
	path.clean("/dev/./sda") == "/dev/sda"
	path.clean("/dev/../dev/sda") == "/dev/sda"
	path.clean("/dev/") == "/dev"
	path.clean("/") == "/"
	path.clean("/dev/.hidden") == "/dev/.hidden"
}
