package policies.dockerfile.cleartext_url_test

import data.policies.dockerfile.cleartext_url as rule
import data.policies.lib.fixtures_test as f

_count(texts) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.run(texts)])])
}

test_clear if {
	_count(["curl -O http://example.com/a.tgz"]) == 1
	_count(["wget ftp://ftp.example.com/a.tgz"]) == 1
	count(rule.deny) == 1 with input as f.dockerfile([f.stage("a:1", [f.copy("ADD", ["http://example.com/a", "/a"])])])
}

test_fine if {
	_count(["curl -O https://example.com/a.tgz"]) == 0
	_count(["curl http://localhost:8080/", "curl http://build-cache/x", "curl http://proxy.internal/x"]) == 0
	_count(["curl -O http://example.com/a.tgz", "sha256sum -c a"]) == 0
}
