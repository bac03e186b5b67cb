package policies.lib.datapath_test

import data.policies.lib.datapath
import data.policies.lib.example

_stores(service) := found if {
	found := datapath.stores with input as example.project([service])
}

test_version if {
	[store.paths | some store in _stores(example.service("db", {}, {"base_image": example.image("/services/db/image", "library/postgres", {"tag": "17.2"}), "mounts": []}))] == [["/var/lib/postgresql/data"]]
	[store.paths | some store in _stores(example.service("db", {}, {"base_image": example.image("/services/db/image", "library/postgres", {"tag": "18-alpine"}), "mounts": []}))] == [["/var/lib/postgresql"]]
	[store.paths | some store in _stores(example.service("db", {}, {"base_image": example.image("/services/db/image", "library/postgres", {"tag": "latest"}), "mounts": []}))] == [["/var/lib/postgresql"]]
}

test_unknown_image if _stores(example.service("db", {}, {"base_image": example.image("/services/db/image", "example/app", {"tag": "1"}), "mounts": []})) == []

test_mounted if {
	count(datapath.mounted(_stores(example.service("db", {}, {"base_image": example.image("/services/db/image", "library/postgres", {"tag": "17"}), "mounts": [example.mount("/services/db/volumes/0", {"kind": "volume", "source": "data", "target": "/var/lib/postgresql"})]}))[0])) == 1
	count(datapath.mounted(_stores(example.service("db", {}, {"base_image": example.image("/services/db/image", "library/postgres", {"tag": "17"}), "mounts": [example.mount("/services/db/volumes/0", {"kind": "volume", "source": "data", "target": "/backup"})]}))[0])) == 0
}
