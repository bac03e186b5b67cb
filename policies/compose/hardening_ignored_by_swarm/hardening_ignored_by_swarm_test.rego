package policies.compose.hardening_ignored_by_swarm_test

import data.policies.lib.example
import data.policies.compose.hardening_ignored_by_swarm as rule

_found(attributes, deploy, target) := found if {
	service := example.service("web", object.union({"deploy": deploy}, attributes), {})
	found := rule.deny with input as example.project([service])
		with data.params.compose.hardening_ignored_by_swarm.target as target
}

_swarm := {"update_config": {"parallelism": 1}}

_option := {"security_opt": ["no-new-privileges:true"]}

test_named_target if {
	some finding in _found(_option, {}, "swarm")
	finding.at == "/services/web/security_opt"
	not finding.outcome
}

test_looks_like_a_swarm if {
	{finding.outcome | some finding in _found(_option, _swarm, "auto")} == {"review"}
	example.marks(_found({"network_mode": "none", "cgroup_parent": "x", "userns_mode": "remap"}, _swarm, "auto")) == {"/services/web/network_mode", "/services/web/cgroup_parent", "/services/web/userns_mode"}
}

test_no_swarm if {
	_found(_option, {}, "auto") == set()
	_found(_option, _swarm, "compose") == set()
	_found(object.union(_option, {"profiles": ["a"]}), _swarm, "auto") == set()
}

test_no_hardening if _found({"security_opt": ["seccomp=unconfined"], "network_mode": "host", "userns_mode": "host"}, _swarm, "swarm") == set()
