package policies.project.lateral_path_to_secret_test

import data.policies.lib.example
import data.policies.project.lateral_path_to_secret as rule

_net(key) := {"at": "/n", "key": key, "internal": false, "external": false}

_found(network, facts) := found if {
	db := example.service("db", {}, {"image": example.image("/services/db/image", "library/postgres", {}), "networks": [_net("default")]})
	web := example.service("web", {}, object.union({"ports": [example.port("/services/web/ports/0", {})], "networks": [_net(network)]}, facts))
	found := rule.deny with input as example.project([db, web])
}

test_neighbour if example.marks(_found("default", {})) == {"/services/db"}

test_other_network if count(_found("edge", {})) == 0

test_depends if count(_found("default", {"depends_on": ["db"]})) == 0

test_named if count(_found("default", {"environment": {"DB_HOST": {"at": "/e", "value": "tcp://db:5432", "source": "environment"}}})) == 0

test_hidden_address if count(_found("default", {"environment": {"DATABASE_URL": {"at": "/e", "value": "***", "source": "environment"}}})) == 0

test_in_the_command if count(_found("default", {"command": {"at": "/c", "words": ["--host=db"]}})) == 0

test_not_published if count(_found("default", {"ports": []})) == 0
