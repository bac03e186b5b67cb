package policies.dockerfile.libc_mismatch_copy_test

import data.policies.dockerfile.libc_mismatch_copy as rule
import data.policies.lib.fixtures_test as f

_count(first, second, source) := found if {
	copy := f.copied_as(f.copy("COPY", [source, "/app/"]), {"from": "0", "from_stage": 0})
	found := count(rule.deny) with input as f.dockerfile([f.stage(first, []), f.stage(second, [copy])])
}

test_mismatch if {
	_count("node:22", "node:22-alpine", "/app/node_modules") == 1
	_count("python:3.12-alpine", "python:3.12-slim", "/opt/venv") == 1
}

test_same_or_plain_files if {
	_count("node:22-alpine", "alpine:3.20", "/app/node_modules") == 0
	_count("node:22", "nginx:1.27-alpine", "/app/dist") == 0
	_count("acme/build:1", "alpine:3.20", "/app/node_modules") == 0
}
