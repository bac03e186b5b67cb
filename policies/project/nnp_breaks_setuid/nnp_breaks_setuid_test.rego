package policies.project.nnp_breaks_setuid_test

import data.policies.lib.example
import data.policies.project.nnp_breaks_setuid as rule

import data.policies.lib.fixtures_test as f

_found(value, root, facts, steps) := found if {
	service := example.service("web", {}, object.union({"build": "Dockerfile", "hardening": {"no_new_privileges": {"at": "/services/web/security_opt/0", "value": value}}, "user": {"root": root}}, facts))
	found := rule.deny with input as example.project_with([service], {"builds": {"Dockerfile": f.build([f.stage("alpine:3.20", steps)])}})
}

_sudo := {"command": {"at": "/services/web/command", "words": ["sudo", "nginx"], "commands": [{"name": "nginx", "wrappers": ["sudo"]}]}}

test_sudo if example.marks(_found(true, false, _sudo, [])) == {"/services/web/security_opt/0"}

test_setcap if count(_found(true, false, {}, [f.run(["setcap cap_net_bind_service=+ep /usr/bin/app"])])) == 1

test_root_gains_nothing if count(_found(true, true, _sudo, [])) == 0
