# METADATA
# title: Secret is a sensitive file of the host
# description: >-
#   The container gets a credential of the host itself: its password file, a private key of a user or the control
#   socket of the engine.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/secrets/
#     description: "Compose file reference: secrets"
#   - ref: https://docs.docker.com/compose/how-tos/use-secrets/
#     description: "Docker: secrets in Compose"
# custom:
#   severity: high
#   confidence: high
#   category: secrets
#   applies_to: secret
#   applies_if: ["file"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Make a credential for this service alone and keep it in a file of its own: `file: ./secrets/deploy_key`.
#   cwe: [668]
#   aliases: ["compose-lint:CL-0013"]
package policies.compose.secret_file_is_host_secret

import data.policies.lib

deny contains finding if {
	some secret in input.secrets
	file := object.get(secret, "file", null)
	is_string(file)
	_of_the_host(file)
	finding := {
		"message": sprintf("secret %s is %s of the host; make a credential for this service alone", [secret.key, file]),
		"at": lib.at(secret, ["file"]),
		"subject": secret.at,
	}
}

_of_the_host(file) if regex.match("^(/etc/(g?shadow|sudoers|ssl/private|ssh|kubernetes)|/root/|/(var/)?run/[^/]*\\.sock|/proc|/var/lib/(docker|kubelet))", file)

_of_the_host(file) if regex.match("^(~|/home/[^/]+|\\$\\{?HOME\\}?)/\\.(ssh|aws|kube|docker|gnupg|config/gcloud|netrc|git-credentials)", file)
