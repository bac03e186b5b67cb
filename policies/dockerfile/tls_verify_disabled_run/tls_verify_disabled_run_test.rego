package policies.dockerfile.tls_verify_disabled_run_test

import data.policies.dockerfile.tls_verify_disabled_run as rule
import data.policies.lib.fixtures_test as f

test_configuration_files if {
	echo := object.union(f.command("echo sslverify=false", 0, null), {"redirects": [">>/etc/yum.conf"]})
	count(rule.deny) == 1 with input as f.dockerfile([f.stage("a:1", [f.instruction("RUN", {"commands": [echo]})])])
}
