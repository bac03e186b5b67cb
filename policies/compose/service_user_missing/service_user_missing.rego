# METADATA
# title: Image runs as root or as nobody knows whom
# description: >-
#   The service does not set `user`, and its image is known to run as root, or nothing at hand says which user it runs as. Most
#   images start as root.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#user
#     description: Compose file reference
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html
#     description: OWASP Docker Security Cheat Sheet
# custom:
#   severity: medium
#   confidence: low
#   category: users
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Look up the user of the image (`docker image inspect -f "{{.Config.User}}" IMAGE`) and write an unprivileged one: `user:
#     "1000:1000"`.
#   cwe: [250]
package policies.compose.service_user_missing

import data.policies.lib
import data.policies.lib.image

deny contains finding if {
	some service in input.services
	service.facts.user.source == "unknown"
	service.facts.build == null
	service.facts.image != null
	finding := {
		"message": sprintf("service %s: nothing says which user %s runs as; look it up, and write `user: \"1000:1000\"` where it is root", [service.key, _image(service)]),
		"at": lib.at(service, ["user"]),
		"subject": service.at,
		"outcome": "review",
	}
}

# Known to start as root and to stay root.
deny contains finding if {
	some service in input.services
	service.facts.user.source == "known-image"
	service.facts.user.root == true
	service.facts.build == null
	not image.drops_root(service)
	finding := {
		"message": sprintf("service %s runs as root, as image %s does; write `user: \"1000:1000\"`", [service.key, service.facts.image.text]),
		"at": lib.at(service, ["user"]),
		"subject": service.at,
	}
}

_image(service) := sprintf("image %s", [service.facts.image.text]) if service.facts.image.known

_image(service) := "its image" if not service.facts.image.known
