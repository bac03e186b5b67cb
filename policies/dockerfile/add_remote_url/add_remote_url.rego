# METADATA
# title: ADD fetches a URL without a checksum
# description: >-
#   ADD takes what the server sends at the time of the build. Without `--checksum` a changed or tampered file is
#   built in without anybody noticing.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#add---checksum
#     description: Dockerfile reference, ADD --checksum
# custom:
#   severity: medium
#   confidence: high
#   category: supply-chain
#   applies_to: stage
#   applies_if: ["instructions.keyword=ADD", "instructions.trigger.keyword=ADD"]
#   set: recommended
#   since: 0.1.0
#   remediation: |-
#     Say which bytes you mean (or download, verify and unpack in one RUN):
#       ADD --checksum=sha256:<digest> https://example.com/tool-1.2.3.tar.gz /tmp/
#   cwe: [494]
#   aliases:
#     - kics:4b410d24-1cbe-4430-a632-62c9a931cf1c
package policies.dockerfile.add_remote_url

import data.policies.lib.instructions
import data.policies.lib.stages

deny contains finding if {
	some entry in instructions.of({"ADD"})
	is_object(entry.instruction.copied)
	count([flag | some flag in entry.instruction.flags; flag.name == "checksum"]) == 0
	some source in entry.instruction.copied.sources
	regex.match(`^(https?|ftps?)://`, lower(source.text))
	not _git(source.text)
	finding := {
		"message": sprintf("%s adds %s without checking it; give `ADD --checksum=sha256:…`", [stages.label(entry.stage), regex.replace(source.text, `[?#].*$`, "")]),
		"at": source.at,
	}
}

_git(text) if regex.match(`\.git(#|\?|$)`, text)
