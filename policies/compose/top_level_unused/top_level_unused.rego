# METADATA
# title: Declared and never used
# description: >-
#   A network, volume or config that no service uses is left from something that was taken out, or a service lacks what it was
#   meant to have, such as the network that sets it apart.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/
#     description: Compose file reference
# custom:
#   severity: low
#   confidence: high
#   category: hygiene
#   applies_to: project
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Remove the declaration, or name it in the service it was meant for.
#   cwe: [1164]
package policies.compose.top_level_unused

deny contains finding if {
	some kind in ["networks", "volumes", "configs"]
	some declared in object.get(input, kind, {})
	count(declared.facts.used_by) == 0
	not declared.key == "default"

	# A file of declarations alone is meant to be merged with others.
	count(input.services) > 0
	finding := {
		"message": sprintf("%s %s is declared and no service uses it; remove it", [trim_suffix(kind, "s"), declared.key]),
		"at": declared.at,
		"subject": input.at,
	}
}

# A secret of one's own is the rule secret-unused: a file with a credential lies around.
deny contains finding if {
	some declared in object.get(input, "secrets", {})
	declared.facts.external
	count(declared.facts.used_by) == 0
	finding := {
		"message": sprintf("external secret %s is declared and no service uses it; grant it with `secrets:` or remove it", [declared.key]),
		"at": declared.at,
		"subject": input.at,
	}
}
