package policies.dockerfile.package_signature_disabled_test

import data.policies.dockerfile.package_signature_disabled as rule
import data.policies.lib.fixtures_test as f

_count(texts) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.run(texts)])])
}

test_flags if {
	_count(["apk add --allow-untrusted /tmp/x.apk"]) == 1
	_count(["apt-get --force-yes install python3"]) == 1
	_count(["apt-get install python3 --allow-unauthenticated"]) == 1
	_count(["dnf --nogpgcheck -y install x", "tdnf install --nogpgcheck x"]) == 2
	_count(["zypper --no-gpg-checks install x"]) == 1
	_count(["rpm -i --nofiledigest x.rpm", "rpm -U --noverify x.rpm"]) == 2
	_count(["rpm -i --nosignature x.rpm"]) == 1
	_count(["yum --setopt=gpgcheck=0 install x"]) == 1
}

test_other_commands if {
	_count(["grep --nogpgcheck x", "echo --force-yes", "yum --setopt=repo_gpgcheck=0 install x"]) == 0
}

test_repository_files if {
	_count(["echo [trusted=yes]"]) == 1
	_count(["echo gpgcheck=0"]) == 1
	_count(["echo repo_gpgcheck=0"]) == 0
	_count(["echo [trusted=yes] file:///tmp/packages"]) == 0
	_count(["apk index --allow-untrusted x.apk"]) == 0
}

test_packages_that_an_earlier_stage_built if {
	copy := f.copied_as(f.copy("COPY", ["/out", "/tmp/packages"]), {"from": "builder"})
	every path, wanted in {"/tmp/packages/x-1.apk": 0, "/tmp/x-1.apk": 1} {
		install := f.run([sprintf("apk add --no-cache --allow-untrusted %s", [path])])
		found := rule.deny with input as f.dockerfile([f.stage("a:1", [copy, install])])
		count(found) == wanted
	}
}
