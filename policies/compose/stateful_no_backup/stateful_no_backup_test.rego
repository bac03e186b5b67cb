package policies.compose.stateful_no_backup_test

import data.policies.lib.example
import data.policies.compose.stateful_no_backup as rule

_store(attributes) := example.service("db", attributes, {
	"base_image": example.image("/services/db/image", "library/postgres", {"tag": "17"}),
	"mounts": [example.mount("/services/db/volumes/0", {"kind": "volume", "source": "data", "target": "/var/lib/postgresql/data"})],
})

_found(services) := found if {
	result := rule.deny with input as example.project_with(services, {"volumes": {"data": {"at": "/volumes/data", "key": "data"}}})
	found := example.marks(result)
}

test_nobody if _found([_store({})]) == {"/services/db/volumes/0"}

test_labelled if {
	_found([_store({"labels": {"org.example.backup": "nightly"}})]) == set()
	_found([_store({"labels": {"backup": "false"}})]) == {"/services/db/volumes/0"}
}

test_backed_up if {
	_found([_store({}), example.service("db-backup", {}, {"depends_on": ["db"]})]) == set()
	_found([_store({}), example.service("copier", {}, {"image": example.image("/services/copier/image", "offen/docker-volume-backup", {}), "mounts": [example.mount("/services/copier/volumes/0", {"kind": "volume", "source": "data"})]})]) == set()
	_found([_store({}), example.service("backup", {}, {"environment": {"PGHOST": {"at": "/x", "value": "db", "source": "environment"}}})]) == set()
}

test_others_are_no_backup if _found([_store({}), example.service("web", {}, {"depends_on": ["db"]}), example.service("backup", {}, {})]) == {"/services/db/volumes/0"}
