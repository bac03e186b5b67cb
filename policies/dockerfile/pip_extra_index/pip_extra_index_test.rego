package policies.dockerfile.pip_extra_index_test

import data.policies.dockerfile.pip_extra_index as rule
import data.policies.lib.fixtures_test as f

_count(text) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.run([text])])])
}

test_extra_index if {
	_count("pip install --extra-index-url https://pypi.example.com/simple x") == 1
	_count("pip3 install --extra-index-url=https://pypi.example.com/simple x") == 1
	count(rule.deny) == 1 with input as f.dockerfile([f.stage("a:1", [f.pair("ENV", "PIP_EXTRA_INDEX_URL", "https://pypi.example.com")])])
}

test_fine if {
	_count("pip install --index-url https://pypi.example.com/simple x") == 0
	_count("pip install --extra-index-url https://download.pytorch.org/whl/cpu torch") == 0
	_count("pip install --require-hashes --extra-index-url https://pypi.example.com/simple -r r.txt") == 0
}
