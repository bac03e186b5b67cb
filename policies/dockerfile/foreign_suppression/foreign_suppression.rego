# METADATA
# title: A comment silences another tool
# description: >-
#   Each such comment is an exception from somebody's rules that no register of accepted risks shows: no owner, no end, mostly
#   no reason. An auditor asks for all of them.
# related_resources:
#   - ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#     description: "NIST SP 800-53 r5, CM-6: deviations are documented and approved"
# custom:
#   severity: info
#   confidence: high
#   category: hygiene
#   applies_to: build
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Mend what the comment hides, or keep the exception in `plimsoll-waivers.yaml`, with reason, owner and end. `waivers.peers`
#     in `plimsoll.yaml` makes plimsoll honour such comments.
#   aliases: ["hadolint:DL1001"]
#   params:
#     allow:
#       default: []
#       description: "Tools whose comments are welcome, such as `shellcheck`"
package policies.dockerfile.foreign_suppression

deny contains finding if {
	some remark in input.remarks
	remark.kind == "suppression"
	builds := [build | some build in input.builds; build.inline == false; build.dockerfile == remark.file]
	not remark.tool in data.params.dockerfile.foreign_suppression.allow
	finding := {
		"message": sprintf("`%s` silences %s here; keep the exception where it has a reason, an owner and an end", [remark.word, remark.tool]),
		"at": remark.at,
		"subject": builds[0].at,
	}
}
