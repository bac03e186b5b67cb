# METADATA
# title: Seccomp profile is missing or filters nothing
# description: >-
#   The engine refuses to start a container whose profile it cannot read. A profile that allows by default and denies nothing is
#   `seccomp:unconfined` under another name.
# related_resources:
#   - ref: https://docs.docker.com/engine/security/seccomp/
#     description: Seccomp profiles for Docker
# custom:
#   severity: medium
#   confidence: high
#   category: confinement
#   applies_to: service
#   applies_if: ["facts.hardening.seccomp_profile"]
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Add the file to the project, start from the default profile of the engine (`defaultAction: SCMP_ACT_ERRNO`), and allow what
#     the service needs.
#   cwe: [693]
package policies.project.seccomp_profile_file_bad

deny contains finding if {
	some service in input.services
	profile := service.facts.hardening.seccomp_profile
	why := _faults[profile.state]
	finding := {
		"message": sprintf("service %s: the seccomp profile %s %s; mend the file or name another", [service.key, _name(profile), why]),
		"at": service.facts.hardening.seccomp.at,
		"subject": service.at,
	}
}

_faults := {"missing": "does not exist", "invalid": "is no seccomp profile", "allows-all": "denies nothing"}

_name(profile) := profile.path if is_string(profile.path)

_name(profile) := "that is written in place" if not is_string(profile.path)
