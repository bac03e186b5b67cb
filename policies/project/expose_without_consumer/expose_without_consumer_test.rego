package policies.project.expose_without_consumer_test

import data.policies.lib.example
import data.policies.project.expose_without_consumer as rule

_found(ports, facts) := found if {
	web := example.service("web", {}, {"build": "d", "ports": ports})
	other := example.service("other", {}, facts)
	found := rule.deny with input as example.project_with([web, other], {"builds": {"d": {"at": "/builds/d", "effect": {"exposed": [{"at": "/e", "value": "9090/tcp", "stage": 0}]}}}})
}

test_forgotten if example.marks(_found([], {})) == {"/services/web"}

test_published if count(_found([example.port("/p", {"target": 9090})], {})) == 0

test_named if {
	count(_found([], {"environment": {"URL": {"at": "/x", "value": "http://web:9090/metrics", "source": "environment"}}})) == 0
	count(_found([], {"environment": {"URL": {"at": "/x", "value": "http://web:19090", "source": "environment"}}})) == 1
}
