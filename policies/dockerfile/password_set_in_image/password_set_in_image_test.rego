package policies.dockerfile.password_set_in_image_test

import data.policies.dockerfile.password_set_in_image as rule
import data.policies.lib.fixtures_test as f

_count(texts) := total if {
	found := rule.deny with input as f.dockerfile([f.stage("alpine:3.21", [f.run(texts)])])
	total := count(found)
}

test_set if {
	_count(["chpasswd"]) == 1
	_count(["passwd --stdin root"]) == 1
	_count(["useradd -m -p hash app"]) == 1
}

test_not_set if {
	_count(["useradd -m app"]) == 0
	_count(["passwd -l root"]) == 0
	_count(["useradd -p ! app"]) == 0
}

test_drawn_by_lot if {
	_count(["echo git:$(dd if=/dev/urandom bs=24 count=1 | base64) | chpasswd"]) == 0
	_count(["passwd -u git"]) == 0
	_count(["usermod -p '*' app"]) == 0
}
