package policies.dockerfile.arg_undefined_in_from_test

import data.policies.dockerfile.arg_undefined_in_from as rule
import data.policies.lib.fixtures_test as f

_from(raw, platform, global) := found if {
	stage := object.union(f.stage("x", []), {"from": {"raw": raw, "platform": platform, "base": {"kind": "unknown"}}})
	project := f.dockerfile([stage])
	build := object.union(project.builds.Dockerfile, {"global_args": global})
	found := rule.deny with input as object.union(project, {"builds": {"Dockerfile": build}})
}

_arg(key, value) := {"key": key, "value": value}

test_declared_without_default if {
	some finding in _from("busybox:$VERSION", null, [_arg("VERSION", null)])
	finding.outcome == "review"
	count(_from("$IMAGE", null, [_arg("IMAGE", null)])) == 1
	count(_from("busy${SFX}", null, [_arg("SFX", "box:")])) == 1
}

test_declared_twice if {
	count(_from("alpine:${TAG}", null, [_arg("TAG", "3"), _arg("TAG", "4")])) == 0
	count(_from("alpine:${TAG}", null, [_arg("TAG", ""), _arg("TAG", "4"), _arg("TAG", null)])) == 0
	count(_from("alpine:${TAG}", null, [_arg("TAG", "4"), _arg("TAG", "")])) == 1
}
