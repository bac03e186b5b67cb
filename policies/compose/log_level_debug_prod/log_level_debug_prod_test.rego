package policies.compose.log_level_debug_prod_test

import data.policies.lib.example
import data.policies.compose.log_level_debug_prod

test_debug if {
	found := log_level_debug_prod.deny with input as example.project([example.service("web", {}, {"environment": {"APP_LOG_LEVEL": {"at": "/services/web/environment/APP_LOG_LEVEL", "value": "DEBUG", "source": "environment"}}})])
	example.marks(found) == {"/services/web/environment/APP_LOG_LEVEL"}
}

test_info if {
	found := log_level_debug_prod.deny with input as example.project([example.service("web", {}, {"environment": {"LOG_LEVEL": {"at": "/x", "value": "info", "source": "environment"}, "CATALOG_LEVELS": {"at": "/y", "value": "all", "source": "environment"}}})])
	example.marks(found) == set()
}
