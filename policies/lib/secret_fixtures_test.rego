# METADATA
# title: Secret candidates
# description: Candidates for tests of rules.
# custom:
#   library: true
package policies.lib.secret_fixtures_test

# A literal under a secret-like key of the service `db`, unless said otherwise.
candidate(fields) := object.union(
	{
		"at": "/secret_candidates/0",
		"holder": "/services/db/environment/DB_PASSWORD",
		"subject": "/services/db",
		"kind": "named",
		"confidence": "high",
		"class": "literal",
		"place": "environment",
		"key": "DB_PASSWORD",
		"named": true,
		"placeholder": null,
		"weak": null,
		"provider": null,
		"length": 12,
		"charset": "mixed",
		"redacted": "… (12 characters)",
		"group": 0,
		"file": "compose.yaml",
		"ignored": null,
	},
	fields,
)

input_with(candidates) := {
	"at": "", "kind": "compose", "name": "demo", "directory": ".", "environment": null, "files": ["compose.yaml"], "extensions": {},
	"services": {}, "networks": {}, "volumes": {}, "secrets": {}, "configs": {}, "builds": {}, "env_files": [], "variables": [],
	"secret_candidates": candidates,
}
