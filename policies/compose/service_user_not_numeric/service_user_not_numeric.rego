# METADATA
# title: User is given by name
# description: >-
#   A name means whatever the passwd file of the image says, which may be uid 0; and the name cannot be checked from outside.
#   Orchestrators that demand a non-root user refuse names for that reason.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#user
#     description: Compose file reference
# custom:
#   severity: info
#   confidence: high
#   category: users
#   applies_to: service
#   applies_if: ["user"]
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Write the numeric ids: `user: "1000:1000"`.
#   cwe: [250]
package policies.compose.service_user_not_numeric

deny contains finding if {
	some service in input.services
	user := service.facts.user
	user.source == "compose"
	user.root == false
	user.uid == null
	finding := {
		"message": sprintf("service %s: user %s is a name, which cannot be proved not to be root; write its number, such as `user: \"1000\"`", [service.key, user.text]),
		"at": user.at,
		"subject": service.at,
	}
}
