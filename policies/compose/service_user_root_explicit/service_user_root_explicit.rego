# METADATA
# title: Service is set to run as root
# description: >-
#   `user: root` overrides the user of the image. A process that runs as root can write to every bind mount, and one kernel or
#   runtime flaw away it is root on the host.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#user
#     description: Compose file reference
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html
#     description: OWASP Docker Security Cheat Sheet
# custom:
#   severity: high
#   confidence: high
#   category: users
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Remove `user` where the image already has an unprivileged user, or name one by number: `user: "1000:1000"`.
#   cwe: [250]
#   aliases: ["compose-lint:CL-0018"]
package policies.compose.service_user_root_explicit

deny contains finding if {
	some service in input.services
	user := service.facts.user
	user.source == "compose"
	user.root == true
	not _prepares(service)
	finding := {
		"message": sprintf("service %s runs as root (`user: %s`); remove `user` or write an unprivileged one such as `user: \"1000:1000\"`", [service.key, user.text]),
		"at": user.at,
		"subject": service.at,
	}
}

# A job that hands directories over to the users of other services, and ends: only root can do that.
_prepares(service) if {
	not service.facts.restart.policy in {"always", "unless-stopped"}
	count(service.facts.ports) == 0
	some argv in [service.facts.entrypoint, service.facts.command]
	is_object(argv)
	some word in argv.words
	regex.match(`(^|[;&|]|\s)(chown|setfacl)(\s|$)`, word)
	not regex.match(`(^|[;&|\s])exec\s`, word)
}
