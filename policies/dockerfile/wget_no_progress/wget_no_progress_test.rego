package policies.dockerfile.wget_no_progress_test

import data.policies.dockerfile.wget_no_progress as rule
import data.policies.lib.fixtures_test as f

_count(text) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.run([text])])])
}

test_noisy if {
	_count("wget https://example.com/a") == 1
	_count("wget -O a https://example.com/a") == 1
}

test_quiet if {
	_count("wget -q https://example.com/a") == 0
	_count("wget -qO- https://example.com/a") == 0
	_count("wget -nv https://example.com/a") == 0
	_count("wget --progress=dot:giga https://example.com/a") == 0
}
