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

# The word of a command line that says something: its item where the words are a list, the attribute where they are one text.
word_at(argv, word) := sprintf("%s/%d", [argv.at, indexes[0]]) if {
	indexes := [index | some index, each in argv.words; each == word]
	count(indexes) > 0
}
