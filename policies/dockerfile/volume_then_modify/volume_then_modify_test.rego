package policies.dockerfile.volume_then_modify_test

import data.policies.dockerfile.volume_then_modify as rule
import data.policies.lib.fixtures_test as f

_count(list) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", list)])
}

test_changed if {
	_count([f.plain("VOLUME", ["/data"]), f.run(["chown -R app /data"])]) == 1
	_count([f.plain("VOLUME", ["/data"]), f.copy("COPY", ["a", "/data/a"])]) == 1
}

test_before_or_elsewhere if {
	_count([f.run(["mkdir /data"]), f.plain("VOLUME", ["/data"])]) == 0
	_count([f.plain("VOLUME", ["/data"]), f.run(["mkdir /database"])]) == 0
}
