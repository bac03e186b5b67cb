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

_named(list) := total if {
	found := rule.deny with input as f.dockerfile([f.stage("alpine:3.21", list)]) with data.params.dockerfile.secret_file_copied.variables as ["GOOGLE_APPLICATION_CREDENTIALS"]
	total := count(found)
}

_variable(value) := f.pair("ENV", "GOOGLE_APPLICATION_CREDENTIALS", value)

test_a_variable_names_the_file if {
	_named([f.copy("COPY", ["service.json", "/service.json"]), _variable("/service.json")]) == 1
	_named([f.copy("COPY", ["src", "/app"]), _variable("./app/service.json")]) == 1
	some finding in rule.deny with input as f.dockerfile([f.stage("alpine:3.21", [f.copy("COPY", [".", "/app"]), _variable("/app/x")])]) with data.params.dockerfile.secret_file_copied.variables as ["GOOGLE_APPLICATION_CREDENTIALS"]
	finding.outcome == "review"
	_named([_variable("/x"), f.copy("COPY", ["service.json", "$GOOGLE_APPLICATION_CREDENTIALS"])]) == 1
}

test_the_named_file_comes_from_elsewhere if {
	_named([f.copy("COPY", ["src", "/app"]), _variable("/run/secrets/gcp.json")]) == 0
	_named([f.copy("COPY", [".", "/"]), _variable("/x/gcp.json")]) == 0
	_named([f.copied_as(f.copy("COPY", ["x", "/app"]), {"from": "build"}), _variable("/app/x")]) == 0
}
