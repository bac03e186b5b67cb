# METADATA
# title: Image exposes a port for remote administration
# description: >-
#   SSH, telnet, RDP and VNC in a container are a second way in beside the engine, with keys and passwords of their own that
#   nobody rotates.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#expose
#     description: Dockerfile reference about EXPOSE
# custom:
#   severity: medium
#   confidence: high
#   category: ports
#   applies_to: stage
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Remove the port from EXPOSE and the server from the image; use `docker exec`.
#   cwe: [668]
#   aliases: ["checkov:CKV_DOCKER_1", "kics:5907595b-5b6d-4142-b173-dbb0e73fbff8", "trivy:DS-0004"]
#   params:
#     ports:
#       default: [22]
#       description: "Container ports of remote administration."
package policies.dockerfile.expose_remote_admin

deny contains finding if {
	some build in input.builds
	some stage in build.stages
	some instruction in stage.instructions
	some exposed in instruction.exposes
	exposed.valid
	some number in data.params.dockerfile.expose_remote_admin.ports
	exposed.port <= number
	exposed.end >= number
	not exposed.protocol == "udp"
	not _serves_git(build, number)
	finding := {
		"message": sprintf("%s exposes port %d for remote administration; remove it and use `docker exec`", [build.dockerfile, number]),
		"at": exposed.at,
		"subject": stage.at,
	}
}

# SSH is how a server of git repositories is reached.
_serves_git(build, 22) if {
	some text in array.concat([build.dockerfile], [name | some stage in build.stages; some name, _ in stage.effect.env])
	regex.match(`(?i)(^|[/_.-])(git|gitlab|gitea|forgejo|gogs|gerrit|sftp|sftpgo)([/_.-]|$)`, text)
}
