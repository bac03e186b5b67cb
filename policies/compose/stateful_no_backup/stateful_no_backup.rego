# METADATA
# title: Data of a datastore is backed up by nobody
# description: >-
#   No service of the project reads the volume of this datastore to back it up, and no label says that something else
#   does. A lost disk, or a wrong command, is then the end of the data.
# related_resources:
#   - ref: https://docs.docker.com/engine/storage/volumes/#back-up-restore-or-migrate-data-volumes
#     description: Back up volumes
# custom:
#   severity: info
#   confidence: low
#   category: data
#   applies_to: service
#   set: all
#   since: 0.1.0
#   remediation: >-
#     Add a service that dumps the database or copies the volume, or say by a label who does: `labels: {backup: "nightly,
#     by the host"}`.
package policies.compose.stateful_no_backup

import data.policies.lib.datapath

deny contains finding if {
	some store in datapath.stores
	store.service.active
	some mount in datapath.mounted(store)
	mount.kind == "volume"
	is_string(mount.source)
	not _read_by_a_backup(store.service, mount.source)
	not _labelled(object.get(store.service, "labels", {}))
	not _labelled(object.get(input.volumes[mount.source], "labels", {}))
	finding := {
		"message": sprintf("the data of %s in volume %s is backed up by no service, and no label says by whom; add one", [store.service.key, mount.source]),
		"at": mount.at,
		"subject": store.service.at,
	}
}

# A service that has the volume, or depends on the datastore, and by its name or image makes backups.
_read_by_a_backup(store, volume) if {
	some service in input.services
	service.key != store.key
	_makes_backups(service)
	some mount in service.facts.mounts
	mount.source == volume
}

_read_by_a_backup(store, _) if {
	some service in input.services
	_makes_backups(service)
	store.key in service.facts.depends_on
}

_read_by_a_backup(store, _) if {
	some service in input.services
	service.key != store.key
	_makes_backups(service)
	some variable in service.facts.environment
	variable.value == store.key
}

_makes_backups(service) if regex.match(_words, lower(service.key))

_makes_backups(service) if regex.match(_words, lower(service.facts.image.repository))

_labelled(labels) if {
	some name, value in labels
	regex.match(_words, lower(name))
	not value in {"false", "no", "none", ""}
}

_words := "backup|restic|borg|kopia|duplicati|duplicity|velero|dump|wal-g|walg|barman|pgbackrest|snapshot|offen"
