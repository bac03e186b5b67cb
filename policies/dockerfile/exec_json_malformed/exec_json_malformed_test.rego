package policies.dockerfile.exec_json_malformed_test

import data.policies.dockerfile.exec_json_malformed as rule
import data.policies.lib.fixtures_test as f

_count(keyword, text) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.shell_form(keyword, text)])])
}

test_malformed if {
	_count("CMD", "['node', 'a.js']") == 1
	_count("ENTRYPOINT", "[top, -b]") == 1
	_count("RUN", "[\"a\", \"b\"") == 1
	_count("CMD", "[\"a\",]") == 1
}

test_the_shells_test if {
	_count("RUN", "[ -f /x ] && rm /x") == 0
	_count("RUN", "[ \"$A\" = b ] || exit 1") == 0
	_count("CMD", "[ -x /run.sh ] && /run.sh") == 0
	_count("CMD", "[[ -x /run.sh ]] && /run.sh") == 0
}

test_json if {
	count(rule.deny) == 0 with input as f.dockerfile([f.stage("a:1", [f.exec_form("CMD", ["a"])])])
}
