package policies.dockerfile.add_git_unpinned_test

import data.policies.dockerfile.add_git_unpinned as rule
import data.policies.lib.fixtures_test as f

_count(source) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.copy("ADD", [source, "/src"])])])
}

test_moving if {
	_count("https://github.com/acme/lib.git#main") == 1
	_count("git@github.com:acme/lib.git") == 1
}

test_fixed_or_no_git if {
	_count("https://github.com/acme/lib.git#1f0c4b1d6e0b5b1f1c9d8f0a2f0f8d3e6a7b9c01") == 0
	_count("https://example.com/a.tgz") == 0
	_count("a.git") == 0
}
