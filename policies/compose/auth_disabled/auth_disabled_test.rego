package policies.compose.auth_disabled_test

import data.policies.compose.auth_disabled as rule
import data.policies.lib.example

_variable(key, value) := total if {
	service := example.service("db", {}, {"command": null, "environment": {key: {"at": "/services/db/environment/X", "value": value, "source": "environment"}}})
	found := rule.deny with input as example.project([service])
	total := count(found)
}

_option(word) := total if {
	service := example.service("db", {}, {"environment": {}, "command": {"at": "/services/db/command", "words": [word]}})
	found := rule.deny with input as example.project([service])
	total := count(found)
}

test_variables if {
	_variable("POSTGRES_HOST_AUTH_METHOD", "trust") == 1
	_variable("xpack.security.enabled", "False") == 1
	_variable("POSTGRES_HOST_AUTH_METHOD", "scram-sha-256") == 0
	_variable("OTHER", "trust") == 0
}

_in_image(repository, words) := total if {
	service := example.service("db", {}, {"image": example.image("/services/db/image", repository, {}), "environment": {}, "command": {"at": "/services/db/command", "words": words}})
	found := rule.deny with input as example.project([service])
	total := count(found)
}

test_options_that_mean_this_in_one_image if {
	_in_image("cockroachdb/cockroach", ["start", "--insecure"]) == 1
	_in_image("argoproj/argocd", ["argocd-server", "--insecure"]) == 0
	_in_image("codercom/code-server", ["--auth", "none"]) == 1
	_in_image("library/x", ["--auth", "none"]) == 0
}

test_options if {
	_option("--api.insecure=true") == 1
	_option("--api.insecure=false") == 0
}

test_a_program_beside_the_server if {
	variables := {"xpack.security.enabled": {"at": "/services/kibana/environment/0", "value": "false", "source": "environment"}}
	every repository, wanted in {"elastic/kibana": 0, "elastic/elasticsearch": 1} {
		service := example.service("kibana", {}, {"command": null, "image": example.image("/services/kibana/image", repository, {}), "environment": variables})
		found := rule.deny with input as example.project([service])
		count(found) == wanted
	}
}
