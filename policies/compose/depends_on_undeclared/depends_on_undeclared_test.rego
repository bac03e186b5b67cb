package policies.compose.depends_on_undeclared_test

import data.policies.lib.example
import data.policies.compose.depends_on_undeclared as rule

_variable(name, value) := {name: {"at": sprintf("/services/web/environment/%s", [name]), "value": value, "source": "environment"}}

_found(environment, dependencies) := found if {
	web := example.service("web", {}, {"environment": environment, "depends_on": dependencies})
	result := rule.deny with input as example.project([web, example.service("db", {}, {}), example.service("queue", {}, {"depends_on": ["db"]}), example.service("worker", {}, {"depends_on": ["web"]})])
	found := example.marks(result)
}

test_undeclared if {
	_found(_variable("DATABASE_URL", "postgres://app:***@db:5432/app"), []) == {"/services/web/environment/DATABASE_URL"}
	_found(_variable("DB_HOST", "db"), []) == {"/services/web/environment/DB_HOST"}
	_found(_variable("BROKERS", "kafka://queue:9092,db:9092"), ["queue"]) == set()
	_found(_variable("REDIS", "db:6379"), []) == {"/services/web/environment/REDIS"}
}

test_declared if {
	_found(_variable("DB_HOST", "db"), ["db"]) == set()
	_found(_variable("DB_HOST", "db"), ["queue"]) == set()
}

test_no_use if {
	_found(_variable("DB_TYPE", "db"), []) == set()
	_found(_variable("BASE_IMAGE", "db:16"), []) == set()
	_found(_variable("DB_HOST", "web"), []) == set()
	_found(_variable("DB_HOST", "db.example.org"), []) == set()
}

test_the_other_way_round if _found(_variable("WORKER_HOST", "worker"), []) == set()
