# input: {"p": [1, [2, 3]], "o": {"a": 1, "b": {"c": 2}}, "xs": [[1, "a"], [2, "b"], [2, "c"], [3]], "f": false, "rs": [{"k": "x", "v": 1}, {"k": "y", "v": 2, "w": 3}]}
# result: {"across_bodies": 3, "array": [1, 3], "array_assigned": [1, [2, 3]], "both_ways": 1, "bound_inside": ["b", "c"], "chain": [1, 1, 1], "compared_to_call": "a-b", "constants_inside": ["b", "c"], "equal": true, "in_comprehension": {"x": 1, "y": 2}, "in_every": true, "mixed": [1, 2], "negated": true, "nested_parameter": [1, 3, "k"], "null_is_a_value": true, "object_assigned": [1, {"c": 2}], "object_form": 2, "of_a_set": [[1, 2], [3, 4]], "of_false": true, "output": [4], "output_compared": true, "output_of_function": 4, "parameter": [3, 3, "text"], "plain": 1, "repeated": 1, "some_in_constant": [1], "some_in_key": [[2, "b"]], "some_in_object": ["x"], "some_in_pattern": ["b", "c"], "some_key_pattern": [[0, 1]], "swapped": "a-b", "wildcard": true, "wildcard_assigned": true}
package t

plain := x if x = 1

both_ways := x if 1 = x

equal if input.p[0] = 1

unequal if input.p[0] = 2

of_nothing if input.none = 1

of_false if input.f = false

array := [a, c] if [a, [_, c]] = input.p

array_of_other_length := a if [a] = input.p

array_assigned := [a, b] if [a, b] := input.p

object_form := c if {"a": 1, "b": {"c": c}} = input.o

object_with_fewer_fields := a if {"a": a} = input.o

object_with_other_value := b if {"a": 2, "b": b} = input.o

object_assigned := [a, b] if {"a": a, "b": b} := input.o

repeated := x if [x, x] = [1, 1]

repeated_unequal := x if [x, x] = [1, 2]

mixed := [x, y] if [x, 2] = [1, y]

bound_inside contains y if {
	x := 2
	[x, y] = input.xs[_]
}

constants_inside contains y if [2, y] = input.xs[_]

some_in_pattern contains b if some [2, b] in input.xs

some_in_object contains k if some {"k": k, "v": _} in input.rs

some_in_key contains v if some 1, v in input.xs

some_in_constant contains 1 if some [3] in input.xs

some_key_pattern contains [k, v] if some k, {"k": _, "v": v} in input.rs

parameter := [f([1, 2]), f({"a": 3}), f("z")]

f([a, b]) := a + b

f({"a": x}) := x

f("z") := "text"

parameter_of_other_form := f(input.xs[3])

nested_parameter := g([1, {"b": [2, 3]}], "k")

g([a, {"b": [_, c]}], k) := [a, c, k]

output contains n if count(input.xs, n)

output_compared if count(input.xs, 4)

output_of_function := z if h(2, z)

h(x) := x * 2

chain := [a, b, c] if {
	c = b
	b = a
	a = 1
}

across_bodies := n if {
	n = count([x | [x, _] = input.xs[_]])
}

of_a_set contains [a, b] if [a, b] = {[1, 2], [3, 4]}[_]

negated if not input.p = 1

negated_equal if not input.p[0] = 1

wildcard if _ = input.f

wildcard_of_nothing if _ = input.none

wildcard_assigned if _ := input.f

in_every if every r in input.rs { {"k": _, "v": v} = object.filter(r, ["k", "v"]); v > 0 }

in_comprehension := {k: v | {"k": k, "v": v} = object.filter(input.rs[_], ["k", "v"])}

compared_to_call := x if x = concat("-", ["a", "b"])

swapped := x if concat("-", ["a", "b"]) = x

null_is_a_value if [null, x] = [null, false]
