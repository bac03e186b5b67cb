package policies.dockerfile.add_remote_url_test

import data.policies.dockerfile.add_remote_url as rule
import data.policies.lib.fixtures_test as f

_deny(words) := found if {
	found := rule.deny with input as f.dockerfile([f.stage("debian:12", [f.copy("ADD", words)])])
}

test_url if {
	f.places(_deny(["https://example.com/a.tar.gz", "/tmp/"])) == {"/source/0"}
}

test_every_source if {
	f.places(_deny(["a", "HTTP://example.com/a", "https://example.com/b", "/tmp/"])) == {"/source/1", "/source/2"}
}

test_local_and_git_sources if {
	count(_deny(["a.tar.gz", "/tmp/"])) == 0
	count(_deny(["./drop-http-proxy-header.conf", "/etc/"])) == 0
	count(_deny(["https://github.com/o/r.git#v1", "/src"])) == 0
}

test_checksum if {
	add := object.union(f.copy("ADD", ["https://example.com/a", "/tmp/"]), {"flags": [{"name": "checksum", "value": "sha256:00"}]})
	count(rule.deny) == 0 with input as f.dockerfile([f.stage("debian:12", [add])])
}
