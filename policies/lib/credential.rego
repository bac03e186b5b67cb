# METADATA
# title: Logins of images
# description: What is known about the logins that images come with.
# custom:
#   library: true
package policies.lib.credential

import data.policies.lib.image

# What is known about the image of a service.
known(service) := image.fact(data.known.credentials.images, image.runs(service))

# The candidate sets the password of the image it runs.
known_default(candidate) if candidate.key in known(data.policies.lib.service.by_at[candidate.subject]).keys

# The login that the image of a service takes of itself, where nothing sets another: {login, key}, the variable that would.
implicit(service) := {"login": found.implicit, "key": found.unless[0]} if {
	found := known(service)
	every key in found.unless {
		not sets(service, key)
	}
	not configured(service, object.get(found, "config", []))
	not _off(service, found)
	not _sets_itself(service, found)
}

# Something of the service's own lies in one of the directories, so it may be set up otherwise.
configured(service, directories) if {
	some directory in directories
	some mount in service.facts.mounts
	target := object.get(mount, "target", null)
	is_string(target)
	startswith(target, directory)
}

_off(service, found) if {
	some key, values in found.off
	lower(service.facts.environment[key].value) in values
}

# Its command sets the login before the program starts.
_sets_itself(service, found) if {
	some argv in [service.facts.entrypoint, service.facts.command]
	is_object(argv)
	some word in argv.words
	some key in found.unless
	contains(word, concat("", [key, "="]))
}

# The service sets the variable, or the one that names a file for it.
sets(service, key) if {
	environment := object.get(service.facts, "environment", {})
	some name in [key, sprintf("%s_FILE", [key]), sprintf("%s__FILE", [key])]
	is_object(object.get(environment, name, null))
}
