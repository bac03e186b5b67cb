package policies.dockerfile.user_undefined_test

import data.policies.dockerfile.user_undefined as rule
import data.policies.lib.fixtures_test as f

_deny(image, steps, user) := found if {
	effect := {"user": {"at": "/u", "text": user, "uid": null, "gid": null, "root": false, "source": "dockerfile"}}
	found := count(rule.deny) with input as f.dockerfile([f.with_effect(f.stage(image, steps), effect)])
}

test_nobody_makes_it if {
	_deny("alpine:3.22", [], "app") == 1
	_deny("python:3.13-slim", [f.run(["apt-get install -y curl", "pip install x"])], "app:app") == 1
	_deny("debian:12", [f.copy("COPY", ["x", "/app"])], "app") == 1
	_deny("alpine:3.22", [f.run(["addgroup app"])], "app") == 1
}

test_made if {
	_deny("alpine:3.22", [f.run(["adduser -D app"])], "app") == 0
	_deny("debian:12", [f.run(["useradd app"])], "app") == 0
	_deny("debian:12", [f.run(["./setup.sh"])], "app") == 0
	_deny("debian:12", [f.run(["bash /tmp/x"])], "app") == 0
	_deny("debian:12", [f.pipe(["curl https://example.org", "sh"])], "app") == 0
	_deny("debian:12", [f.run(["sed -i s/a/b/ /etc/passwd"])], "app") == 0
	_deny("debian:12", [f.copy("COPY", ["rootfs/", "/"])], "app") == 0
}

test_brought if {
	_deny("node:22", [], "node") == 0
	_deny("alpine:3.22", [], "nobody") == 0
	_deny("debian:12", [], "www-data") == 0
	_deny("ubuntu:24.04", [], "ubuntu") == 0
}

test_brought_by_a_package if {
	_deny("alpine:3.22", [f.run(["apk add nginx"])], "nginx") == 0
	_deny("debian:12", [f.run(["apt-get install -y mariadb-server"])], "mysql") == 0
	_deny("debian:12", [f.run(["apt-get install -y /tmp/x.deb"])], "x") == 0
	_deny("debian:12", [f.run(["apt-get install -y $PACKAGES"])], "app") == 0
	_deny("alpine:3.22", [f.run(["apk add postgresql16"])], "postgres") == 0
}

test_unknown_base if _deny("example.org/base:1", [], "app") == 0

test_number if _deny("alpine:3.22", [], "1000") == 0
