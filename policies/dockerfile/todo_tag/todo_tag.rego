# METADATA
# title: Something is left to do
# description: >-
#   A TODO or FIXME in a file that is shipped says that somebody knew of something unfinished. It is forgotten there; a ticket
#   is not.
# related_resources:
#   - ref: https://cwe.mitre.org/data/definitions/546.html
#     description: "CWE-546: suspicious comment"
# custom:
#   severity: info
#   confidence: high
#   category: style
#   applies_to: build
#   set: all
#   since: 0.1.0
#   remediation: Do it, or make a ticket and name its number in the comment instead of the mark.
#   cwe: [546]
#   aliases: ["sonar:S1135", "sonar:S1134"]
package policies.dockerfile.todo_tag

deny contains finding if {
	some remark in input.remarks
	remark.kind == "todo"
	builds := [build | some build in input.builds; build.inline == false; build.dockerfile == remark.file]
	finding := {
		"message": sprintf("%s is left in this file; do it, or put it into a ticket", [remark.word]),
		"at": remark.at,
		"subject": builds[0].at,
	}
}
