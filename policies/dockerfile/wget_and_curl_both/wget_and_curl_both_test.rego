package policies.dockerfile.wget_and_curl_both_test

import data.policies.dockerfile.wget_and_curl_both as rule
import data.policies.lib.fixtures_test as f

test_both if {
	count(rule.deny) == 1 with input as f.dockerfile([f.stage("a:1", [f.run(["wget a", "curl b", "curl c"])])])
}

test_in_two_stages if {
	count(rule.deny) == 0 with input as f.dockerfile([f.stage("a:1", [f.run(["wget a"])]), f.stage("a:1", [f.run(["curl b"])])])
}
