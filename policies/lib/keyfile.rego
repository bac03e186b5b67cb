# METADATA
# title: Key material
# description: Names of files that hold keys and credentials.
# custom:
#   library: true
package policies.lib.keyfile

# A file that holds a key, a keystore or credentials, by its name.
sensitive(path) if {
	name := _name(path)
	name in _names
}

sensitive(path) if {
	name := _name(path)
	regex.match(_patterns, name)
	not _public(name)
}

sensitive(path) if regex.match("(^|/)\\.(aws/(credentials|config)|docker/config\\.json|kube/config|config/gcloud/.+|ssh/(id_[a-z0-9_]+|config)|gnupg/.+)$", lower(path))

# An env file that is meant to hold values; samples are none.
env_file(path) if {
	name := _name(path)
	regex.match("^(\\.env(\\.[a-z0-9_-]+)?|[a-z0-9_-]+\\.env)$", name)
	not regex.match("(example|sample|template|dist|tmpl|tpl|defaults?|test)", name)
}

_name(path) := lower(regex.replace(path, "^.*/", ""))

_public(name) if endswith(name, ".pub")

_public(name) if regex.match("(^|[._-])(ca|cacert|chain|fullchain|cert|crt|public|pub)([._-].*)?\\.pem$", name)

# Parameters of Diffie and Hellman are no secret.
_public(name) if regex.match("(^|[._-])(dh|dhparams?|ffdhe)[0-9]*([._-].*)?\\.pem$", name)

_public(name) if regex.match("(example|sample|template|dist)", name)

_patterns := "(^id_(rsa|dsa|ecdsa|ed25519)(_[a-z0-9]+)?$|\\.(pem|key|p12|pfx|jks|keystore|kdbx|ppk|asc|tfstate|ovpn)$|^(service-?account|gcp-?key|credentials).*\\.json$|_rsa$|^terraform\\.tfvars$)"

_names := {
	".npmrc", ".pypirc", ".netrc", "_netrc", ".git-credentials", ".htpasswd", ".pgpass", ".my.cnf", ".dockercfg", ".vault-token", ".boto",
	"credentials.xml", "kubeconfig", ".s3cfg", "secrets.yml", "secrets.yaml", "secrets.json", "master.key", "wp-config.php", ".terraformrc",
}

# Where it goes it is taken for public: a key that packages are checked with, or a file that says so.
public_target(path) if regex.match(`(?i)\.pub$|(^|/)(trusted\.gpg(\.d)?|keyrings|rpm-gpg|ca-certificates|certs/ca[^/]*)(/|$)|(^|[/._-])(dhparams?|ffdhe[0-9]*|public)([/._-]|$)`, path)

# Files of this form hold a certificate as often as a key; only a name that speaks of a key says which.
certificate_or_key(path) if {
	name := _name(path)
	regex.match("\\.(pem|asc)$", name)
	not regex.match("(^|[._-])(id|key|keys|privkey|private|priv|rsa|dsa|ecdsa|ed25519|secret|server|client|tls|ssl)([0-9]*)([._-]|$)|key", name)
}
