package policies.dockerfile.add_instead_of_copy_test

import data.policies.dockerfile.add_instead_of_copy as rule
import data.policies.lib.fixtures_test as f

_deny(words) := found if {
	found := rule.deny with input as f.dockerfile([f.stage("debian:12", [f.copy("ADD", words)])])
}

test_local_files if {
	some finding in _deny(["app.jar", "/app.jar"])
	finding.mark == "key"
	count(_deny([".", "/app"])) == 1
}

test_archives_urls_and_git if {
	count(_deny(["rootfs.tar.xz", "/"])) == 0
	count(_deny(["a.tgz", "b", "/"])) == 0
	count(_deny(["https://example.com/a", "/"])) == 0
	count(_deny(["git@github.com:o/r.git", "/"])) == 0
}

test_unknown_source_is_for_review if {
	some finding in _deny(["${JAR_FILE}", "app.jar"])
	finding.outcome == "review"
}

test_copy_is_fine if {
	count(rule.deny) == 0 with input as f.dockerfile([f.stage("debian:12", [f.copy("COPY", ["a", "/a"])])])
}
