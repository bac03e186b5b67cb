package policies.compose.log_option_secret_test

import data.policies.lib.example
import data.policies.compose.log_option_secret

test_token if {
	found := log_option_secret.deny with input as example.project_with([example.service("web", {}, {})], {"secret_candidates": [{"at": "/services/web/logging/options/splunk-token", "holder": "/services/web/logging/options/splunk-token", "class": "literal", "placeholder": null}]})
	example.marks(found) == {"/services/web/logging/options/splunk-token"}
}

test_variable if {
	found := log_option_secret.deny with input as example.project_with([example.service("web", {}, {})], {"secret_candidates": [{"at": "/services/web/logging/options/splunk-token", "holder": "/services/web/logging/options/splunk-token", "class": "reference", "placeholder": null}]})
	example.marks(found) == set()
}

test_elsewhere if {
	found := log_option_secret.deny with input as example.project_with([example.service("web", {}, {})], {"secret_candidates": [{"at": "/services/web/environment/TOKEN", "holder": "/services/web/environment/TOKEN", "class": "literal", "placeholder": null}]})
	example.marks(found) == set()
}
