package policies.dockerfile.download_unverified_test

import data.policies.dockerfile.download_unverified as rule
import data.policies.lib.fixtures_test as f

_count(texts) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.run(texts)])])
}

test_unchecked if {
	_count(["curl -fsSLO https://example.com/tool-1.2.tar.gz", "tar -xf tool-1.2.tar.gz"]) == 1
	_count(["wget -q https://github.com/o/r/releases/download/v1/tool"]) == 1
}

test_checked if {
	_count(["curl -fsSLO https://example.com/tool.tar.gz", "sha256sum -c x"]) == 0
	_count(["curl -fsSLO https://example.com/tool.tar.gz", "gpg --verify x"]) == 0
}

test_no_program if {
	_count(["curl -fsS https://example.com/health"]) == 0
	_count(["curl -fsSLO http://localhost/a.tar.gz"]) == 0
	count(rule.deny) == 0 with input as f.dockerfile([f.stage("a:1", [f.pipe(["curl https://example.com/i.sh", "sh"])])])
}
