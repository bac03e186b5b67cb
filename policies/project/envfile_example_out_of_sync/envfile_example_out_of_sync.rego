# METADATA
# title: Env file and its sample name different keys
# description: >-
#   Whoever starts from the sample lacks a key that the project uses, or sets one that nobody reads any more.
# related_resources:
#   - ref: https://docs.docker.com/compose/how-tos/environment-variables/envvars-precedence/
#     description: Precedence of environment variables
# custom:
#   severity: low
#   confidence: medium
#   category: environment
#   applies_to: env_file
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Add the key to the sample with an empty or harmless value, or remove it from both.
#   cwe: [1068]
package policies.project.envfile_example_out_of_sync

deny contains finding if {
	some file in input.env_files
	file.name == ".env"
	some sample in input.env_files
	regex.match("^[.]env[.](example|sample|template|dist)$", sample.name)
	trim_suffix(sample.path, sample.name) == trim_suffix(file.path, file.name)
	known := {assignment.key | some assignment in sample.assignments}
	some assignment in file.assignments
	not assignment.key in known
	finding := {
		"message": sprintf("%s sets %s, which %s does not name; add it there", [file.path, assignment.key, sample.path]),
		"at": assignment.at,
		"mark": "key",
		"subject": file.at,
		"related": [{"at": sample.at, "message": "the sample"}],
	}
}
