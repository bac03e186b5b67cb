package policies.dockerfile.pipefail_missing_test

import data.policies.dockerfile.pipefail_missing as rule
import data.policies.lib.fixtures_test as f

_count(list) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", list)])
}

test_told if {
	_count([object.union(f.pipe(["curl x", "tar -xz"]), {"text": "set -o pipefail; curl x | tar -xz"})]) == 0
	_count([object.union(f.pipe(["curl x", "tar -xz"]), {"shell": ["/bin/bash", "-o", "pipefail", "-c"]})]) == 0
	_count([object.union(f.pipe(["curl x", "tar -xz"]), {"shell": ["powershell", "-command"]})]) == 0
}
