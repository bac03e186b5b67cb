package policies.dockerfile.tls_verify_disabled_run_test

import data.policies.dockerfile.tls_verify_disabled_run as rule
import data.policies.lib.fixtures_test as f

_count(texts) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.run(texts)])])
}

test_curl if {
	_count(["curl -k https://example.com"]) == 1
	_count(["curl -Lkv https://example.com"]) == 1
	_count(["curl --insecure https://example.com"]) == 1
	_count(["curl -sSLk https://example.com -o /tmp/k"]) == 1
	_count(["curl -lol https://example.com", "curl -okfile https://example.com", "curl --fake x", "grep -k x"]) == 0
	_count(["curl -k https://localhost:8443/health"]) == 0
}

test_wget if {
	_count(["wget --no-progress --no-check-certificate https://example.com"]) == 1
	_count(["wget https://example.com", "echo --no-check-certificate"]) == 0
}

test_pip if {
	_count(["pip install x --trusted-host pypi.example.org --trusted-host files.example.org"]) == 1
	_count(["python3 -m pip --trusted-host=pypi.example.org install x"]) == 1
	_count(["pip install x", "pip install --trusted-host localhost x"]) == 0
}

test_settings_of_tools if {
	_count(["npm config set strict-ssl false"]) == 1
	_count(["npm config set strict-ssl=false"]) == 1
	_count(["npm config set strict-ssl true"]) == 0
	_count(["git config --global http.sslVerify false"]) == 1
	_count(["git -c http.sslVerify=false clone https://example.com/r"]) == 1
	_count(["git config --global http.https://example.com.sslVerify false"]) == 1
	_count(["conda config --set ssl_verify false"]) == 1
}

test_yum if {
	_count(["yum-config-manager --save --setopt=boca.sslverify=0 boca"]) == 1
	_count(["dnf config-manager --save --setopt=sslverify=False"]) == 1
	_count(["yum-config-manager --save --setopt=sslverify=1", "yum-config-manager --disable sslverify"]) == 0
	_count(["yum-config-manager --setopt=install_weak_deps=False --save"]) == 0
}

test_apt if {
	_count(["apt-get -o Acquire::https::Verify-Peer=false update"]) == 1
}

test_configuration_files if {
	echo := object.union(f.command("echo sslverify=false", 0, null), {"redirects": [">>/etc/yum.conf"]})
	count(rule.deny) == 1 with input as f.dockerfile([f.stage("a:1", [f.instruction("RUN", {"commands": [echo]})])])
}

test_checked_by_its_checksum if {
	_count(["curl -fSLk -o /tmp/x.tgz https://example.com/x.tgz", "echo 00  /tmp/x.tgz", "sha256sum -c -"]) == 0
	_count(["echo 00  /tmp/x.tgz", "sha256sum -c -", "curl -fSLk -o /tmp/y.tgz https://example.com/y.tgz"]) == 1
}
