# METADATA
# title: Number in the environment is not what is written
# description: >-
#   Without quotes YAML takes the value for a number, and Compose prints the number into the environment: `022` becomes
#   18, `1.10` becomes 1.1, `1_000` becomes 1000. The container gets another value than the one that everybody reads.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#environment
#     description: Compose file reference
#   - ref: https://yaml.org/type/int.html
#     description: Integers of YAML 1.1
# custom:
#   severity: medium
#   confidence: high
#   category: environment
#   applies_to: service
#   set: recommended
#   since: 0.1.0
#   remediation: >-
#     Put the value in quotes: `UMASK: "022"`.
#   cwe: [704]
package policies.compose.env_yaml_number

deny contains finding if {
	some file in input.compose_files
	some service in file.services
	some value in service.environment
	value.kind == "number"
	finding := {
		"message": sprintf("service %s gets another number for %s than is written; write it in quotes", [service.key, value.key]),
		"at": value.at,
		"subject": concat("", ["/services/", service.key]),
	}
}
