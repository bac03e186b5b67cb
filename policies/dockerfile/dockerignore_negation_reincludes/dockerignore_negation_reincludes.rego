# METADATA
# title: The ignore file lets a secret back in
# description: >-
#   A pattern with `!` overrides those before it, so what was excluded as secret reaches the builder and every
#   broad COPY again.
# related_resources:
#   - ref: https://docs.docker.com/build/concepts/context/#negating-matches
#     description: "Docker: negating matches"
# custom:
#   severity: high
#   confidence: high
#   category: build-context
#   applies_to: build
#   applies_if: ["context.ignore"]
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Remove the exception, or name the harmless file only:
#       !.env.example
#   cwe: [538]
#   aliases: []
package policies.dockerfile.dockerignore_negation_reincludes

deny contains finding if {
	some build in input.builds
	is_object(build.context)
	is_object(build.context.ignore)
	some pattern in build.context.ignore.patterns
	pattern.negated == true
	regex.match(`(^|/)(\.env(\.[^/]*)?|\.git|\.ssh|\.aws|\.npmrc|\.netrc|\.pypirc|id_(rsa|ed25519|ecdsa|dsa)|[^/]*\.(key|p12|pfx|tfstate))(/|$)`, pattern.pattern)
	not regex.match(`(?i)(example|sample|template|dist|public|\.pub$)`, pattern.pattern)
	finding := {
		"message": sprintf("%s lets %s back into the context; remove `!%s`", [build.context.ignore.path, pattern.pattern, pattern.pattern]),
		"at": pattern.at,
		"subject": build.at,
	}
}
