package policies.dockerfile.secret_file_copied_test

import data.policies.dockerfile.secret_file_copied as rule
import data.policies.lib.fixtures_test as f

_count(path) := total if {
	found := rule.deny with input as f.dockerfile([f.stage("alpine:3.21", [object.union(f.run(["true"]), {"keyword": "COPY", "copied": {"from": null, "sources": [{"at": "/s", "text": path, "raw": path, "known": true}]}})])])
	total := count(found)
}

test_keys_and_env_files if {
	_count("id_rsa") == 1
	_count("tls/server.key") == 1
	_count(".env") == 1
	_count(".npmrc") == 1
}

test_perhaps if {
	every path in [".npmrc", "app/meta.env"] {
		found := rule.deny with input as f.dockerfile([f.stage("alpine:3.21", [object.union(f.run(["true"]), {"keyword": "COPY", "copied": {"from": null, "sources": [{"at": "/s", "text": path, "raw": path, "known": true}]}})])])
		{finding.outcome | some finding in found} == {"review"}
	}
}

test_others if {
	_count("package.json") == 0
	_count(".env.example") == 0
	_count(".") == 0
	_count("ca.pem") == 0
}
