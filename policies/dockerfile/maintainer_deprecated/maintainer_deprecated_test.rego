package policies.dockerfile.maintainer_deprecated_test

import data.policies.dockerfile.maintainer_deprecated as rule
import data.policies.lib.fixtures_test as f

test_maintainer if {
	count(rule.deny) == 1 with input as f.dockerfile([f.stage("a:1", [f.plain("MAINTAINER", ["me"])])])
}

test_label if {
	count(rule.deny) == 0 with input as f.dockerfile([f.stage("a:1", [f.pair("LABEL", "maintainer", "me")])])
}
