package policies.dockerfile.multi_stage_missing_test

import data.policies.dockerfile.multi_stage_missing as rule
import data.policies.lib.fixtures_test as f

_count(image, effect) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.with_effect(f.stage(image, []), effect)])
}

test_sdk if {
	_count("golang:1.25", {"command": {"words": ["/server"]}}) == 1
	_count("mcr.microsoft.com/dotnet/sdk:9.0", {"entrypoint": {"words": ["dotnet"]}}) == 1
}

test_others if {
	_count("debian:12", {"command": {"words": ["/server"]}}) == 0
	_count("golang:1.25", {}) == 0
}
