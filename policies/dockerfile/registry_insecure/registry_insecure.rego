# METADATA
# title: Base image comes from a registry without TLS
# description: >-
#   Docker talks plain http to registries on this machine and to those listed as insecure, which is what an
#   address with an IP number or port 80 or 5000 mostly means. Whoever stands between can hand over another image.
# related_resources:
#   - ref: https://docs.docker.com/reference/cli/dockerd/#insecure-registries
#     description: "Docker: insecure registries"
# custom:
#   severity: medium
#   confidence: high
#   category: supply-chain
#   applies_to: stage
#   applies_if: ["from.base.image", "instructions.copied.from_image"]
#   set: recommended
#   since: 0.1.0
#   remediation: Give the registry a name and a certificate, e.g. `registry.example.com/app:1.2.3`.
#   cwe: [319]
#   aliases: []
package policies.dockerfile.registry_insecure

import data.policies.lib.references

deny contains finding if {
	some use in references.stages
	_bad(use.image)
	finding := {
		"message": sprintf("%s %s", [use.who, _message(use.image)]),
		"at": use.image.at,
		"mark": "value",
		"subject": use.subject,
	}
}

_bad(image) if regex.match(`^([0-9]{1,3}\.){3}[0-9]{1,3}(:[0-9]+)?$`, image.registry)

_bad(image) if regex.match(`^[^:]+:80$`, image.registry)

_message(image) := sprintf("comes from %s, most likely without TLS; use a registry with a name and a certificate", [image.registry])
