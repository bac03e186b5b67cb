package policies.compose.tls_verify_disabled_runtime_test

import data.policies.lib.example
import data.policies.compose.tls_verify_disabled_runtime as rule

_found(name, value) := found if {
	service := example.service("web", {}, {"environment": {name: {"at": "/services/web/environment/X", "value": value, "source": "environment"}}})
	found := rule.deny with input as example.project([service])
}

_in_file(name, value) := found if {
	found := rule.deny with input as example.project_with([], {"env_files": [{"at": "/env_files/0", "path": ".env", "name": ".env", "sample": false, "assignments": [{"at": "/env_files/0/assignments/0", "key": name, "value": value}]}]})
}

test_switched_off if example.marks(_found("NODE_TLS_REJECT_UNAUTHORIZED", "0")) == {"/services/web/environment/X"}

test_switched_on if {
	count(_found("GIT_SSL_NO_VERIFY", "true")) == 1
	count(_found("PGSSLMODE", "allow")) == 1
}

test_in_an_address if count(_found("DATABASE_URL", "mongodb://db.example.org/x?tlsInsecure=true")) == 1

test_env_file if example.marks(_in_file("PYTHONHTTPSVERIFY", "0")) == {"/env_files/0/assignments/0"}

test_checked if {
	count(_found("NODE_TLS_REJECT_UNAUTHORIZED", "1")) == 0
	count(_found("PGSSLMODE", "verify-full")) == 0
	count(_found("GIT_SSL_NO_VERIFY", "")) == 0
}

_run(words) := found if {
	service := example.service("web", {}, {"command": {"at": "/services/web/command", "words": words}})
	found := rule.deny with input as example.project([service])
}

test_option if example.marks(_run(["agent", "--tls-skip-verify"])) == {"/services/web/command"}

test_other_option if count(_run(["traefik", "--api.insecure=true", "--insecure=false"])) == 0

test_no_encryption if {
	some finding in _found("DATABASE_URL", "postgres://db/x?sslmode=disable")
	finding.severity == "medium"
}

test_database_of_the_same_project if {
	every name, wanted in {"db": 0, "db.example.com": 1} {
		url := sprintf("postgres://***:***@%s:5432/app?sslmode=disable", [name])
		service := example.service("web", {}, {"entrypoint": null, "command": null, "environment": {"URL": {"at": "/services/web/environment/URL", "value": url, "source": "environment"}}})
		database := example.service("db", {}, {"entrypoint": null, "command": null})
		found := rule.deny with input as example.project([service, database])
		count(found) == wanted
	}
}

test_database_of_the_same_project_by_variables if {
	every name, wanted in {"db": 0, "db.example.com": 1} {
		variables := {
			"DB_HOST": {"at": "/services/web/environment/DB_HOST", "value": name, "source": "environment"},
			"DB_SSLMODE": {"at": "/services/web/environment/DB_SSLMODE", "value": "disable", "source": "environment"},
		}
		service := example.service("web", {}, {"entrypoint": null, "command": null, "environment": variables})
		found := rule.deny with input as example.project([service, example.service("db", {}, {"entrypoint": null, "command": null})])
		count(found) == wanted
	}
}
