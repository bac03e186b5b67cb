package policies.lib.secret_test

import data.policies.lib.secret
import data.policies.lib.secret_fixtures_test as fixture

test_given if {
	secret.given(fixture.candidate({}))
	secret.given(fixture.candidate({"class": "default-literal"}))
	secret.given(fixture.candidate({"placeholder": "changeme"}))
	secret.given(fixture.candidate({"class": "mixed", "kind": "token"}))
	not secret.given(fixture.candidate({"class": "mixed"}))
	not secret.given(fixture.candidate({"class": "reference"}))
	not secret.given(fixture.candidate({"placeholder": "angle-brackets"}))
	not secret.given(fixture.candidate({"kind": "token", "placeholder": "repeated"}))
}

test_guessable if {
	secret.guessable(fixture.candidate({"weak": "common"}))
	not secret.guessable(fixture.candidate({"weak": "short"}))
	not secret.guessable(fixture.candidate({}))
}

test_severity if {
	secret.severity(fixture.candidate({}), "high") == "high"
	secret.severity(fixture.candidate({"kind": "token", "provider": "github"}), "high") == "critical"
	secret.severity(fixture.candidate({"kind": "token", "provider": "crypt"}), "high") == "high"
}

test_labels_never_hold_a_value if {
	secret.label(fixture.candidate({})) == "a secret in DB_PASSWORD"
	secret.label(fixture.candidate({"key": null})) == "a secret in a value"
	secret.label(fixture.candidate({"kind": "private-key"})) == "a private key"
	secret.label(fixture.candidate({"kind": "token", "provider": "github"})) == "a token of github"
	secret.label(fixture.candidate({"kind": "token", "provider": "crypt"})) == "a password hash"
	secret.owner("/services/db/environment") == "db"
	secret.owner("/configs/a~1b") == "a/b"
}

test_places_and_allowed_keys if {
	found := secret.at_places({"environment"}, ["db_password"]) with input as fixture.input_with([fixture.candidate({}), fixture.candidate({"key": "OTHER"}), fixture.candidate({"place": "label"})])
	count(found) == 1
}

_pinned(fields) := fixture.candidate(object.union({"charset": "hex", "length": 40, "key": "TOOL_HASH"}, fields))

test_checksums_are_harmless if {
	every fields in [{}, {"length": 64}, {"kind": "entropy"}, {"key": "hash"}, {"key": "SRC_COMMIT"}, {"key": "tool.ref"}] {
		secret.harmless(_pinned(fields))
	}
	every fields in [
		{"length": 41}, {"charset": "mixed"}, {"kind": "token"}, {"key": "TOOL_HASHES"}, {"key": "PASSWORD_HASH"},
		{"key": "ADMIN_TOKEN_HASH"}, {"key": "USER_HASH"}, {"key": null},
	] {
		not secret.harmless(_pinned(fields))
	}
}

test_prompts_are_harmless if {
	every key in ["PASSWORD_PROMPT", "PASSWORD_PROMPT_STRING", "login.prompt.password"] {
		secret.harmless(fixture.candidate({"key": key}))
	}
	not secret.harmless(fixture.candidate({"key": "PROMPTER_PASSWORD"}))
	not secret.harmless(fixture.candidate({"key": "PASSWORD_PROMPT", "kind": "token"}))
}

test_harmless_is_no_candidate if {
	count(secret.at_places({"environment"}, [])) == 1 with input as fixture.input_with([_pinned({}), _pinned({"key": "API_HASH"})])
}

test_what_tests_log_in_with_is_no_candidate if {
	token := {"kind": "token", "provider": "github"}
	found := secret.at_places({"environment"}, []) with input as fixture.input_with([
		fixture.candidate({"file": "tests/compose.yaml"}),
		fixture.candidate({"file": "tests/compose.yaml", "kind": "url-password"}),
		fixture.candidate(object.union(token, {"file": "tests/compose.yaml"})),
		fixture.candidate({"file": "compose.yaml"}),
	])
	[[candidate.file, candidate.kind] | some candidate in found] == [["tests/compose.yaml", "token"], ["compose.yaml", "named"]]
}

test_what_is_said_about_secrets_is_harmless if {
	every key in [
		"REFRESH_TOKEN_EXPIRY_TIME", "PASSWORD_ENCRYPTION", "TOKENS_PER_DAY", "TOKEN_LIMIT", "PASSWORD_HASH_METHOD", "BUILD_CACHE_KEY", "RECAPTCHA_SITE_KEY",
		"JWT_PUBLIC_KEY", "KEY_CHECKSUM", "TOKEN_TTL_SECONDS", "token-policy", "SECRET_EXPIRES_IN", "API_TOKEN_EXPIRATION_YEARS",
	] {
		secret.harmless(fixture.candidate({"key": key}))
	}
	every key in ["ENCRYPTION_KEY", "LIMIT_TOKEN", "CACHE_KEY_PASSWORD", "METHOD_SECRET", "TOKEN", "PERTOKEN_A", "EXPIRYTOKEN"] {
		not secret.harmless(fixture.candidate({"key": key}))
	}
	not secret.harmless(fixture.candidate({"key": "JWT_PUBLIC_KEY", "kind": "private-key"}))
}
