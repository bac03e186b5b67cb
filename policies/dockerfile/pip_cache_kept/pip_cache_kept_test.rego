package policies.dockerfile.pip_cache_kept_test

import data.policies.dockerfile.pip_cache_kept as rule
import data.policies.lib.fixtures_test as f

_count(texts) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.run(texts)])])
}

test_kept if {
	_count(["pip install --upgrade pip"]) == 1
	_count(["python -m pip install x", "pip3 install y"]) == 2
}

test_not_kept if {
	_count(["pip install --no-cache-dir x", "pip3 install y --no-cache-dir"]) == 0
	_count(["pip install x", "rm -rf /root/.cache"]) == 0
	_count(["pip install x", "pip cache purge"]) == 0
	_count(["pip config list", "uv pip install x"]) == 0
}

test_environment if {
	count(rule.deny) == 0 with input as f.dockerfile([f.stage("a:1", [f.pair("ENV", "PIP_NO_CACHE_DIR", "1"), f.run(["pip install x"])])])
}

test_mount if {
	run := object.union(f.run(["pip install x"]), {"mounts": [{"kind": "cache", "options": {"target": "/root/.cache/pip"}}]})
	count(rule.deny) == 0 with input as f.dockerfile([f.stage("a:1", [run])])
}
