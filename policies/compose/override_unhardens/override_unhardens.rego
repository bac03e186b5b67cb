# METADATA
# title: An override takes a control away
# description: >-
#   The file that all environments share shuts a container in; a file that is laid over it opens it again.
#   Whoever reads the base believes in a control that does not hold where it matters.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/merge/
#     description: "Compose file reference: merge"
#   - ref: https://docs.docker.com/compose/how-tos/production/
#     description: "Docker: Compose in production"
# custom:
#   severity: high
#   confidence: high
#   category: environments
#   applies_to: service
#   applies_if: ["facts.overlaid"]
#   params:
#     development:
#       default: []
#       description: "What files for development and tests must not open either: names of controls, or `*` for all."
#       values: ["*", apparmor, cap_add, cap_drop, cgroup, cpus, healthcheck, ipc, memory, network_mode, no-new-privileges, pid, pids, privileged, read_only, seccomp, security_opt, user, userns_mode, uts, volumes]
#     reason:
#       default: ""
#       description: "Why, for those who read reports and evidence."
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Take the override out, and keep what is shared as strict as production needs it. Loosen it where it is
#     meant: in a file for development.
#   cwe: [732]
package policies.compose.override_unhardens

import data.policies.lib.healthcheck
import data.policies.lib.mount

deny contains finding if {
	some service in input.services
	some loss in array.concat(_lost(service), _opened(service))
	_counts(loss.control)
	finding := {
		"message": sprintf("service %s %s; take the override out", [service.key, loss.what]),
		"at": loss.at,
		"subject": service.at,
		"related": [{"at": loss.below, "message": "laid over this"}],
		"severity": _severity(loss.control),
		"outcome": _outcome,
	}
}

# Controls of the files before that are gone. What runs to its end needs no healthcheck.
_lost(service) := [{"control": loss.control, "at": loss.at, "below": loss.base, "what": sprintf("%s %s, which the file before sets", [_verbs[loss.replaced], _controls[loss.control]])} |
	some loss in service.facts.weakened
	loss.through == "override"
	not _of_no_use(service, loss.control)
]

_verbs := {true: "overrides", false: "no longer has"}

_of_no_use(service, "healthcheck") if healthcheck.job(service)

# What the files before do not open.
_opened(service) := [{"control": overlaid.attribute, "at": overlaid.at, "below": overlaid.below, "what": sprintf("%s by an override", [what])} |
	some overlaid in service.facts.overlaid
	overlaid.how in {"added", "appended", "replaced"}
	some what in _opens(service, overlaid)
]

_opens(service, overlaid) := {"runs privileged"} if {
	overlaid.attribute == "privileged"
	overlaid.how == "added"
	service.facts.hardening.privileged
}

_opens(service, overlaid) := {sprintf("shares the host's `%s`", [overlaid.attribute])} if {
	overlaid.attribute in {"ipc", "pid", "userns_mode", "uts", "cgroup", "network_mode"}
	service[overlaid.attribute] == "host"
}

_opens(service, overlaid) := {sprintf("gets the capability %s", [capability.name]) |
	some i, capability in service.facts.capabilities.add
	_brought(overlaid, i)
	not capability.name in _harmless
} if {
	overlaid.attribute == "cap_add"
}

_opens(service, overlaid) := {sprintf("gets the control socket of %s", [owner]) |
	some i, mounted in service.facts.mounts
	mounted.from == "volumes"
	_brought(overlaid, i)
	some owner in mount.control_sockets(mounted)
} if {
	overlaid.attribute == "volumes"
}

_opens(service, overlaid) := {"runs as root"} if {
	overlaid.attribute == "user"
	overlaid.how == "added"
	service.facts.user.root == true
}

_opens(service, overlaid) := {sprintf("turns %s off", [name]) |
	some name in ["seccomp", "apparmor"]
	profile := service.facts.hardening[name]
	is_object(profile)
	profile.value == "unconfined"
} if {
	overlaid.attribute == "security_opt"
	overlaid.how == "added"
}

_brought(overlaid, i) if i in overlaid.entries

_brought(overlaid, _) if overlaid.how in {"added", "replaced"}

# What many programs need to listen on a low port, or to hand a file over.
_harmless := {"NET_BIND_SERVICE", "CHOWN", "SETUID", "SETGID"}

_controls := {
	"privileged": "`privileged: false`",
	"read_only": "`read_only: true`",
	"user": "the user without rights",
	"no-new-privileges": "`no-new-privileges:true`",
	"seccomp": "the seccomp profile",
	"apparmor": "the AppArmor profile",
	"cap_drop": "`cap_drop`",
	"memory": "the limit of memory",
	"cpus": "the limit of processors",
	"pids": "the limit of processes",
	"network_mode": "`network_mode: none`",
	"healthcheck": "the healthcheck",
}

_severity(control) := "medium" if control in {"memory", "cpus", "pids", "healthcheck", "read_only"}

_severity(control) := "high" if not control in {"memory", "cpus", "pids", "healthcheck", "read_only"}

# Where people work on it, it may be open unless somebody says otherwise.
_counts(_) if not input.deployment.role in {"development", "test"}

_counts(control) if control in data.params.compose.override_unhardens.development

_counts(_) if "*" in data.params.compose.override_unhardens.development

# What the files are for is not said.
_outcome := "review" if input.deployment.role == "unknown"

_outcome := "fail" if input.deployment.role != "unknown"
