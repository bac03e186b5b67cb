# METADATA
# title: Mount hides what the Dockerfile put into the image
# description: >-
#   A directory of the host is mounted over a place that COPY or ADD filled. The container runs what lies on the host,
#   not what was built, scanned and tested; modules installed there during the build are gone.
# related_resources:
#   - ref: https://docs.docker.com/engine/storage/bind-mounts/#considerations-and-constraints
#     description: "Bind mounts: mounting over existing data"
# custom:
#   severity: medium
#   confidence: high
#   category: mounts
#   applies_to: service
#   applies_if: ["build"]
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Keep source mounts in an override file for development (`compose.override.yaml`), or use `develop.watch`; mount
#     data to a directory of its own.
#   cwe: [1188]
package policies.project.bind_hides_image_content

import data.policies.lib.mount
import data.policies.lib.path
import data.policies.lib.stages

deny contains finding if {
	some service in input.services
	build := input.builds[service.facts.build]
	is_number(build.target_stage)
	some mounted in service.facts.mounts
	mounted.kind == "bind"
	is_string(mounted.target)
	hidden := [instruction |
		some index in stages.chain(build, build.target_stage)
		some instruction in build.stages[index].instructions
		is_object(instruction.copied)
		is_string(instruction.copied.destination_path)
		path.within(instruction.copied.destination_path, mounted.target)
		not _single_file(mounted)
	]
	finding := {
		"message": sprintf("service %s mounts %s over %s, which hides what %s copied there; mount it in development only", [service.key, mounted.host_path, mounted.target, build.dockerfile]),
		"at": mount.source_at(mounted),
		"subject": service.at,
		"related": [{"at": hidden[0].at, "message": "what is hidden"}],
	}
}

# A file that replaces one of the image, such as a configuration, is meant to.
_single_file(mounted) if regex.match("[^/]\\.[A-Za-z0-9]+$", mounted.target)
