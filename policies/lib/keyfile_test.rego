package policies.lib.keyfile_test

import data.policies.lib.keyfile

test_key_material if {
	some path in ["a/id_rsa", "tls/server.key", "key.pem", "store.p12", ".npmrc", "home/.aws/credentials", "root/.docker/config.json", "x/terraform.tfstate", "gcp-key.json"]
	keyfile.sensitive(path)
}

test_each_is_known if {
	every path in ["a/id_rsa", "tls/server.key", "key.pem", "store.p12", ".npmrc", "home/.aws/credentials", "root/.docker/config.json", "x/terraform.tfstate", "gcp-key.json"] {
		keyfile.sensitive(path)
	}
}

test_public_files if {
	every path in ["id_rsa.pub", "ca.pem", "tls/fullchain.pem", "site.conf", "config.json", "key.go", "monkey"] {
		not keyfile.sensitive(path)
	}
}

test_env_files if {
	every path in [".env", "web/.env.production", "db.env"] {
		keyfile.env_file(path)
	}
	every path in [".env.example", "sample.env", "environment", ".envrc"] {
		not keyfile.env_file(path)
	}
}
