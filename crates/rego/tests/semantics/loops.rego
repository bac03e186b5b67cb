# input: {"a": [{"name": "x", "ports": ["80", "443"]}, {"name": "y"}, {"name": "", "ports": []}], "m": {"k": ["v1", "v2"]}, "t": true, "z": 0, "f": false, "n": null}
# result: {"any_has": true, "chained_comparison": true, "comprehension_in_argument": "x,y,", "cross": [["x", ""], ["x", "y"], ["y", ""]], "else_chain": "c", "equal_to_false": true, "first_port": {"x": "80"}, "flattened": ["80", "443"], "in_with_key": true, "index_of_name": {"": 2, "x": 0, "y": 1}, "lookup": "v2", "max_of": 443, "negated_in": [""], "none_has": true, "not_helper": ["", "y"], "null_is_true": true, "object_get_path": "443", "object_of": {"": 0, "x": 2}, "older_loop": ["443"], "older_style": ["y has no ports"], "pairs": [["k", "v1"], ["k", "v2"]], "printing": 1, "set_difference": ["x", "y"], "set_of": ["x", "y"], "string_index": "b", "union_of_comprehensions": ["", "v1", "v2", "x", "y"], "uses_helper": ["x"], "zero_is_true": true}
package t

older_style contains msg if {
	some i
	item := input.a[i]
	not item.ports
	msg := sprintf("%s has no ports", [item.name])
}

older_loop contains port if {
	port := input.a[_].ports[_]
	to_number(port) > 100
}

helper(item) if {
	some i
	item.ports[i] == "80"
}

uses_helper contains item.name if {
	item := input.a[_]
	helper(item)
}

not_helper contains item.name if {
	item := input.a[_]
	not helper(item)
}

object_of := {item.name: count(item.ports) | item := input.a[_]}

set_of := {n | n := input.a[_].name; n != ""}

any_has if input.a[_].name == "y"

none_has if not any_is_z

any_is_z if input.a[_].name == "z"

all_named if count({i | input.a[i].name != ""}) == count(input.a)

first_port[name] := port if {
	item := input.a[_]
	name := item.name
	port := item.ports[0]
}

flattened := [p | p := input.a[_].ports[_]]

lookup := v if {
	v := input.m[k][1]
	k = "k"
}

zero_is_true if input.z

null_is_true if input.n

false_is_false if input.f

not_null if not input.n

equal_to_false if input.f == false

cross contains [x, y] if {
	x := input.a[i].name
	y := input.a[j].name
	i < j
}

index_of_name[name] := i if name := input.a[i].name

negated_in contains name if {
	name := input.a[_].name
	not name in {"x", "y"}
}

pairs := [[k, v] | v := input.m[k][_]]

in_with_key if "k", ["v1", "v2"] in input.m

max_of := max([to_number(p) | p := input.a[_].ports[_]])

chained_comparison if {
	x := 5
	x >= 5; x <= 5
}

else_chain := "a" if { input.none } else := "b" if { not input.t } else := "c"

printing := 1 if print("nothing of this matters", input.none)

string_index := "b" if {
	parts := split("a.b.c", ".")
	parts[_] == "b"
}

object_get_path := object.get(input, ["a", 0, "ports", 1], "none")

comprehension_in_argument := concat(",", [n | n := input.a[_].name])

set_difference := {x | x := input.a[_].name} - {""}

union_of_comprehensions := {x | x := input.m.k[_]} | {y | y := input.a[_].name}
