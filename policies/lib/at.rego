# METADATA
# title: Addresses
# description: How a rule says where something stands.
# custom:
#   library: true
package policies.lib

# The address of something below an object of the model: `at(service, ["ports", 0])`.
at(object, path) := concat("", array.concat([object.at], [segment |
	some part in path
	segment := concat("", ["/", _escaped(part)])
]))

_escaped(part) := replace(replace(part, "~", "~0"), "/", "~1") if is_string(part)

_escaped(part) := sprintf("%d", [part]) if is_number(part)
