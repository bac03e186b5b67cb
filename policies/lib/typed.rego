# METADATA
# title: Typed values
# description: >-
#   Attributes as they may be written. The loader tells what is not of the type that Compose wants, and keeps it: a rule passes over it, so that one wrong value hides nothing about the others.
# custom:
#   library: true
package policies.lib.typed

# The list under a key; empty where there is none.
list(holder, key) := holder[key] if is_array(_under(holder, key))

list(holder, key) := [] if not is_array(_under(holder, key))

# The mapping under a key; empty where there is none.
map(holder, key) := holder[key] if is_object(_under(holder, key))

map(holder, key) := {} if not is_object(_under(holder, key))

# The text under a key; empty where there is none.
text(holder, key) := holder[key] if is_string(_under(holder, key))

text(holder, key) := "" if not is_string(_under(holder, key))

_under(holder, key) := object.get(holder, key, null) if is_object(holder)

_under(holder, _) := null if not is_object(holder)
