# METADATA
# title: A pattern of the ignore file can never match
# description: >-
#   Paths in an ignore file are relative to the context and cannot leave it, so a pattern with `..` excludes
#   nothing, and whoever wrote it believes it does.
# related_resources:
#   - ref: https://docs.docker.com/build/concepts/context/#dockerignore-files
#     description: "Docker: .dockerignore files"
# custom:
#   severity: medium
#   confidence: high
#   category: build-context
#   applies_to: build
#   applies_if: ["context.ignore"]
#   set: strict
#   since: 0.1.0
#   remediation: Write patterns from the root of the context, in the ignore file that is in force.
#   aliases: []
package policies.dockerfile.dockerignore_not_effective

deny contains finding if {
	some build in input.builds
	is_object(build.context)
	is_object(build.context.ignore)
	some pattern in build.context.ignore.patterns
	regex.match(`^(\.\.(/|$)|[A-Za-z]:)`, pattern.pattern)
	finding := {
		"message": sprintf("%s: %s leaves the context, so it matches nothing; write it from the context's root", [build.context.ignore.path, pattern.pattern]),
		"at": pattern.at,
		"subject": build.at,
	}
}
