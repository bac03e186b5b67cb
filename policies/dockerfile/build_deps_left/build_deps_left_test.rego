package policies.dockerfile.build_deps_left_test

import data.policies.dockerfile.build_deps_left as rule
import data.policies.lib.fixtures_test as f

_count(texts) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.run(texts)])])
}

test_left if {
	_count(["apt-get install -y build-essential"]) == 1
	_count(["apk add gcc musl-dev"]) == 1
}

test_removed if {
	_count(["apk add -t .build gcc", "make", "apk del .build"]) == 0
	_count(["apt-get install -y gcc", "apt-get purge -y --auto-remove gcc"]) == 0
	_count(["apt-get install -y gcc-12-base curl"]) == 0
}

test_stage_for_development if {
	count(rule.deny) == 0 with input as f.dockerfile([f.named("dev", f.stage("a:1", [f.run(["apk add gcc musl-dev"])]))])
}
