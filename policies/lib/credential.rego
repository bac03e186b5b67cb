# METADATA
# title: Logins of images
# description: What is known about the logins that images come with.
# custom:
#   library: true
package policies.lib.credential

import data.policies.lib.image

# What is known about the image of a service.
known(service) := found if {
	name := regex.replace(image.repository(service), "^.*/", "")
	found := data.known.credentials.images[name]
}

# The candidate sets the password of the image it runs.
known_default(candidate) if candidate.key in known(data.policies.lib.service.by_at[candidate.subject]).keys

# The service sets the variable, or the one that names a file for it.
sets(service, key) if {
	environment := object.get(service.facts, "environment", {})
	some name in [key, sprintf("%s_FILE", [key]), sprintf("%s__FILE", [key])]
	is_object(object.get(environment, name, null))
}
