package policies.compose.db_app_user_superuser_test

import data.policies.lib.example
import data.policies.compose.db_app_user_superuser as rule

_found(name, value, image) := found if {
	service := example.service("web", {}, {"image": example.image("/services/web/image", image, {}), "environment": {name: {"at": "/services/web/environment/X", "value": value, "source": "environment"}}})
	found := rule.deny with input as example.project([service])
}

test_administrator if {
	every name in ["DB_USER", "DATABASE_USERNAME", "PGUSER", "WORDPRESS_DB_USER", "MYSQL_USER"] {
		example.marks(_found(name, "root", "example/app")) == {"/services/web/environment/X"}
	}
}

test_own_user if count(_found("DB_USER", "shop", "example/app")) == 0

test_other_user if count(_found("SMTP_USER", "admin", "example/app")) == 0

test_the_server_itself if count(_found("POSTGRES_USER", "postgres", "library/postgres")) == 0
