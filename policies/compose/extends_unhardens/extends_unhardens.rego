# METADATA
# title: Service gives up a control that its base sets
# description: >-
#   A base that others extend, or merge by an alias, is where a project shuts its containers in once for all. A service
#   that takes a control out again, often without knowing it because a list replaces the list of the base, runs open while
#   the base looks closed.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#extends
#     description: Compose file reference
#   - ref: https://docs.docker.com/reference/compose-file/fragments/
#     description: "Fragments: anchors and aliases"
#   - ref: https://docs.docker.com/compose/how-tos/multiple-compose-files/extends/
#     description: Extend your Compose file
# custom:
#   severity: high
#   confidence: high
#   category: privileges
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Take out what stands against the base, or repeat its entries: a list that is written beside `<<: *base` replaces the
#     one of the base as a whole. Where the service really needs less, give it a base of its own.
#   cwe: [732]
package policies.compose.extends_unhardens

import data.policies.lib.healthcheck

deny contains finding if {
	some service in input.services
	some loss in service.facts.weakened
	loss.through != "override"
	not _of_no_use(service, loss)
	finding := {
		"message": sprintf("service %s %s; %s", [service.key, _what(loss), _instead(loss)]),
		"at": loss.at,
		"subject": service.at,
		"related": [{"at": loss.base, "message": sprintf("set here, for %s", [_base(loss)])}],
		"severity": _severity(loss.control),
	}
}

# What runs to its end needs no healthcheck.
_of_no_use(service, loss) if {
	loss.control == "healthcheck"
	healthcheck.job(service)
}

_what(loss) := sprintf("overrides %s, which %s sets", [_controls[loss.control], _base(loss)]) if loss.replaced

_what(loss) := sprintf("no longer has %s, which %s sets", [_controls[loss.control], _base(loss)]) if not loss.replaced

_instead(loss) := "take the override out" if loss.replaced

_instead(loss) := "write it again" if not loss.replaced

_base(loss) := "the service it extends" if loss.through == "extends"

_base(loss) := "the mapping it merges" if loss.through == "alias"

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
