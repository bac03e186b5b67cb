# METADATA
# title: Program logs in to its database as the administrator
# description: >-
#   A flaw in the program, such as an injection, then reads and changes every database of the server, and with some
#   servers runs commands on it.
# related_resources:
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Database_Security_Cheat_Sheet.html
#     description: OWASP Database Security Cheat Sheet
# custom:
#   severity: medium
#   confidence: medium
#   category: authentication
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Make a user for the program with rights on its own database only, and log in as that.
#   cwe: [250]
package policies.compose.db_app_user_superuser

import data.policies.lib.image

deny contains finding if {
	some service in input.services
	not image.datastore(service)
	some name, variable in service.facts.environment
	is_string(variable.value)
	variable.source in {"environment", "env_file"}
	regex.match("(^|_)(DB|DATABASE|PG|PGSQL|POSTGRES|POSTGRESQL|MYSQL|MARIADB|MSSQL|SQL|MONGO|MONGODB|JDBC)_?(.*_)?(USER|USERNAME|USR|LOGIN)$", upper(name))
	lower(variable.value) in {"root", "postgres", "sa", "admin", "administrator", "mysql", "system", "sys"}
	finding := {
		"message": sprintf("service %s logs in to its database as %s (%s); make a user with fewer rights", [service.key, variable.value, name]),
		"at": variable.at,
		"subject": service.at,
	}
}
