# METADATA
# title: Secrets
# description: What is asked of secret candidates again and again. The values themselves never reach a policy.
# custom:
#   library: true
package policies.lib.secret

import data.policies.lib.purpose

# Candidates of some places, unless their key is on a list of keys that hold no secret.
at_places(places, allow) := [candidate |
	some candidate in input.secret_candidates
	candidate.place in places
	not _allowed(candidate, allow)
	not harmless(candidate)
	not _for_tests(candidate)
]

# What tests log in with is committed beside them; what somebody issued is a secret there, too.
_for_tests(candidate) if {
	purpose.tests(candidate.file)
	not usable_as_is(candidate)
}

# Named like a secret, and by its form something else: a commit or checksum that pins what is fetched (`TOOL_HASH=<40 or 64 hex digits>`).
harmless(candidate) if {
	candidate.kind in {"named", "entropy"}
	candidate.charset == "hex"
	candidate.length in {32, 40, 64, 96, 128}
	regex.match(`(?i)(^|[_.-])(hash|commit|revision|rev|ref)$`, _key(candidate))
	not regex.match(`(?i)pass|pwd|secret|token|salt|auth|login|user|api`, _key(candidate))
}

# How long, how many, by what method, under which name in a cache: what is said about secrets is none, nor is what a browser gets to see.
harmless(candidate) if {
	candidate.kind in {"named", "weak", "entropy"}
	regex.match(_about_secrets, _key(candidate))
}

_about_secrets := concat("", [
	`(?i)(^|[_.-])(checksum|encryption|(expiry|expires?|expiration|lifetime|timeout|ttl|duration|valid(ity)?)([_-](at|days|hours|in|minutes|months|ms|seconds|time|weeks|years))?|`,
	`limit|method|requirements?|polic(y|ies)|cache[_-]key|site[_-]?key|public[_-]?key|publishable[_-]?key)$|(^|[_.-])tokens?[_-]per[_-]`,
])

# What a program writes when it asks for one: `PASSWORD_PROMPT_STRING="Password:"`.
harmless(candidate) if {
	candidate.kind in {"named", "weak"}
	regex.match(`(?i)[_.-]prompt([_.-]|$)`, _key(candidate))
}

_allowed(candidate, allow) if {
	key := object.get(candidate, "key", null)
	is_string(key)
	some each in allow
	lower(each) == lower(key)
}

# Of a URL the key is the user; it stands under a key of its own.
_allowed(candidate, allow) if {
	candidate.kind == "url-password"
	candidate.place in {"environment", "label", "compose-build-arg"}
	parts := split(candidate.holder, "/")
	some each in allow
	lower(each) == lower(parts[count(parts) - 1])
}

# Written out, and nothing that only stands in for a value.
given(candidate) if {
	candidate.class in {"literal", "default-literal"}
	real(candidate)
}

given(candidate) if {
	candidate.class == "mixed"
	candidate.kind in {"token", "private-key", "url-password"}
	real(candidate)
}

# What a reader takes for a value. A stand-in under a secret-like name counts: the container runs with it.
real(candidate) if is_null(candidate.placeholder)

real(candidate) if {
	candidate.kind != "token"
	is_string(candidate.placeholder)
	not candidate.placeholder in {"angle-brackets", "template", "crossed-out"}
	not _names_itself(candidate)
}

# `?access_token=ACCESS_TOKEN` shows where a value goes.
_names_itself(candidate) if {
	candidate.kind == "url-password"
	candidate.placeholder == "variable-name"
}

# Everybody knows it, or can guess it from a name beside it.
guessable(candidate) if {
	is_string(candidate.weak)
	not candidate.weak in {"short", "angle-brackets", "template", "crossed-out"}
}

# The same in words.
why_weak(candidate) := object.get(_why_weak, candidate.weak, candidate.weak)

_why_weak := {
	"common": "everybody knows it",
	"user-name": "it is the name of the user",
	"database-name": "it is the name of the database",
	"service-name": "it is the name of the service",
	"image-name": "it is the name of the image",
	"project-name": "it is the name of the project",
	"sequence": "it is a sequence of characters",
	"repeated": "it is one character again and again",
	"changeme": "it asks to be changed",
	"asks-to-be-replaced": "it asks to be replaced",
	"example": "it is an example",
	"variable-name": "it is the name of a variable",
}

# A token or key that somebody can use as it stands.
usable_as_is(candidate) if {
	candidate.kind in {"token", "private-key"}
	not candidate.provider in {"crypt"}
}

# A rule's severity, unless the candidate is worse.
severity(candidate, _) := "critical" if usable_as_is(candidate)

severity(candidate, usual) := usual if not usable_as_is(candidate)

# How messages call it: never the value.
label(candidate) := sprintf("a token of %s", [candidate.provider]) if {
	candidate.kind == "token"
	candidate.provider != "crypt"
}

# The form that `crypt` writes.
label(candidate) := "a password hash" if {
	candidate.kind == "token"
	candidate.provider == "crypt"
}

label(candidate) := "a private key" if candidate.kind == "private-key"

label(candidate) := "a password in a URL or connection string" if candidate.kind == "url-password"

label(candidate) := "a credential in a header or login" if candidate.kind == "auth-header"

label(candidate) := sprintf("a secret in %s", [_key(candidate)]) if not candidate.kind in {"token", "private-key", "url-password", "auth-header"}

_key(candidate) := candidate.key if is_string(candidate.key)

_key(candidate) := "a value" if is_null(candidate.key)

# The name of what an address below `/services` or the like belongs to.
owner(address) := name if {
	parts := split(address, "/")
	count(parts) > 2
	name := replace(replace(parts[2], "~1", "/"), "~0", "~")
}

# A variable that nothing sets and that begins in the middle of a secret (`pa$word`): the `$` was meant as it stands.
swallows(variable) if {
	variable.glued
	variable.state == "unset"
	variable.used_at in _mixed
}

_mixed contains holder if {
	some candidate in input.secret_candidates
	candidate.class == "mixed"
	holder := candidate.holder
}
