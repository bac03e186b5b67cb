package policies.lib.tls_test

import data.policies.lib.tls

test_what_turns_it_off if {
	tls.off("NODE_TLS_REJECT_UNAUTHORIZED", "0") == "NODE_TLS_REJECT_UNAUTHORIZED=0"
	tls.off("PGSSLMODE", "disable") == "PGSSLMODE=disable"
	tls.off("DATABASE_URL", "postgres://db.example.com/app?sslmode=disable") == "sslmode=disable"
}

test_what_leaves_it_on if {
	not tls.off("NODE_TLS_REJECT_UNAUTHORIZED", "1")
	not tls.off("PGSSLMODE", "verify-full")
	not tls.off("DATABASE_URL", "postgres://db.example.com/app?sslmode=require")
}

test_schemes if {
	tls.scheme("HTTPS://example.com") == "https"
	tls.cleartext[tls.scheme("rediss://cache:6379/0")] == "redis"
	not tls.scheme("example.com:443")
}
