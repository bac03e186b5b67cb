# METADATA
# title: TLS
# description: What keeps a connection from being encrypted, or the other side of it from being checked.
# custom:
#   library: true
package policies.lib.tls

# What of a variable turns the check of certificates, or the encryption of a database connection, off.
off(name, value) := sprintf("%s=%s", [name, value]) if {
	upper(name) in {"NODE_TLS_REJECT_UNAUTHORIZED", "PYTHONHTTPSVERIFY", "NPM_CONFIG_STRICT_SSL", "REQUESTS_VERIFY_SSL"}
	lower(value) in {"0", "false", "no", "off"}
}

off(name, value) := sprintf("%s=%s", [name, value]) if {
	upper(name) in {"GIT_SSL_NO_VERIFY", "CURL_INSECURE", "VAULT_SKIP_VERIFY", "CONSUL_HTTP_SSL_VERIFY_OFF", "NOMAD_SKIP_VERIFY", "PULUMI_SKIP_VERIFY"}
	lower(value) in {"1", "true", "yes", "on"}
}

off(name, value) := sprintf("%s=%s", [name, value]) if {
	upper(name) in {"PGSSLMODE", "DB_SSLMODE", "DB_SSL_MODE", "DATABASE_SSLMODE", "POSTGRES_SSLMODE", "POSTGRES_SSL_MODE"}
	lower(value) in {"allow", "disable"}
}

off(_, value) := match[1] if {
	some match in regex.find_all_string_submatch_n("[?&](sslmode=(?:allow|disable)|tlsInsecure=true|tlsAllowInvalidCertificates=true|trustServerCertificate=true|verifyServerCertificate=false|ssl_cert_reqs=(?:none|CERT_NONE)|tls=skip-verify)(&|$)", value, 1)
}

# The scheme that does the same in the clear.
cleartext := {
	"https": "http",
	"rediss": "redis",
	"amqps": "amqp",
	"ldaps": "ldap",
	"sftp": "ftp",
	"smtps": "smtp",
	"mqtts": "mqtt",
	"wss": "ws",
}

# The scheme of a URL, in lower case.
scheme(value) := lower(match[1]) if {
	some match in regex.find_all_string_submatch_n("^([A-Za-z][A-Za-z0-9+.-]*)://", value, 1)
}
