package policies.dockerfile.archive_copied_then_extracted_test

import data.policies.dockerfile.archive_copied_then_extracted as rule
import data.policies.lib.fixtures_test as f

_count(list) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", list)])
}

test_extracted if {
	_count([f.copy("COPY", ["app.tar.gz", "/tmp/"]), f.run(["tar -xzf /tmp/app.tar.gz -C /opt"])]) == 1
}

test_not_extracted if {
	_count([f.copy("COPY", ["app.tar.gz", "/tmp/"]), f.run(["tar -czf /tmp/app.tar.gz /opt"])]) == 0
	_count([f.copy("COPY", ["app.txt", "/tmp/"]), f.run(["tar -xzf /tmp/app.txt"])]) == 0
	_count([f.run(["tar -xzf /tmp/app.tar.gz"]), f.copy("COPY", ["app.tar.gz", "/tmp/"])]) == 0
}
