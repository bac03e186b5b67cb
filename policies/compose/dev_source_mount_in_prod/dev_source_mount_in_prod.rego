# METADATA
# title: Sources are mounted into a production service
# description: >-
#   The container runs what lies on the host at this moment, and not what was built, tried and scanned: whoever
#   can write there changes the program, and a rollback of the image changes nothing.
# related_resources:
#   - ref: https://docs.docker.com/compose/how-tos/production/
#     description: "Docker: Compose in production"
# custom:
#   severity: high
#   confidence: high
#   category: environments
#   applies_to: service
#   applies_if: ["facts.mounts"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Take the bind mount out of production: the image has the sources.
#   cwe: [345, 494]
package policies.compose.dev_source_mount_in_prod

import data.policies.lib.typed

deny contains finding if {
	input.deployment.role == "production"
	some service in input.services
	service.active
	context := object.get(typed.map(service, "build"), "context", "")
	context != ""
	some mount in service.facts.mounts
	mount.from == "volumes"
	mount.host_path == context
	finding := {
		"message": sprintf("service %s mounts %s, which its image is built from, over %s in production; take it out", [service.key, _shown(mount.host_path), _target(mount)]),
		"at": mount.at,
		"subject": service.at,
	}
}

_shown(path) := path if path != "."

_shown(".") := "the repository"

_target(mount) := mount.target if is_string(mount.target)

_target(mount) := "a path in it" if not is_string(mount.target)
