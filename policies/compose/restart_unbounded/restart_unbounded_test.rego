package policies.compose.restart_unbounded_test

import data.policies.lib.example
import data.policies.compose.restart_unbounded

test_always if {
	found := restart_unbounded.deny with input as example.project([example.service("web", {"restart": "always"}, {"restart": {"at": "/services/web/restart", "policy": "always"}})])
	example.marks(found) == {"/services/web/restart"}
}

test_too_many if {
	found := restart_unbounded.deny with input as example.project([example.service("web", {"restart": "on-failure:10"}, {"restart": {"at": "/services/web/restart", "policy": "on-failure", "max_attempts": 10}})])
	example.marks(found) == {"/services/web/restart"}
}

test_bounded if {
	found := restart_unbounded.deny with input as example.project([example.service("web", {"restart": "on-failure:3"}, {"restart": {"at": "/services/web/restart", "policy": "on-failure", "max_attempts": 3}})])
	example.marks(found) == set()
}

test_deployed if {
	found := restart_unbounded.deny with input as example.project([example.service("web", {"restart": "on-failure:3", "deploy": {"restart_policy": {"condition": "on-failure", "max_attempts": 10}}}, {"restart": {"at": "/services/web/deploy/restart_policy", "policy": "deploy", "max_attempts": 10}})])
	example.marks(found) == {"/services/web/deploy/restart_policy/max_attempts"}
}

test_never if {
	found := restart_unbounded.deny with input as example.project([example.service("web", {"restart": "no"}, {"restart": {"at": "/services/web/restart", "policy": "no"}}), example.service("job", {"deploy": {"restart_policy": {"condition": "none"}}}, {})])
	example.marks(found) == set()
}
