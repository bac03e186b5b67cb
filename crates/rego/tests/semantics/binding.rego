# input: {"xs": [1, 2, 3, 2], "o": {"a": 1, "b": {"c": 2}, "d": null, "e": false}, "rs": [{"n": "a", "xs": [1, 2]}, {"n": "b", "xs": []}, {"xs": [5]}], "s": "text"}
# result: {"bound_key": 3, "closure_has_its_own": [[1, 2, 3, 2], ["a", "b"]], "closure_sees_outer": [2, 3, 2], "deep": [["o", "b", "c"], ["rs", 0, "xs", 1], ["xs", 1], ["xs", 3]], "each_element": [1, 2, 3], "each_key": ["a", "b", "d"], "each_key_even_of_false": ["a", "b", "d", "e"], "every_without_elements": true, "implicit": [2, 3], "in_argument": [0, 1, 2], "in_comprehension_term": ["a", "b"], "in_head": ["a", "b"], "in_head_value": {"a": 0, "b": 1}, "in_literal": [{"n": "a", "x": 1}, {"n": "a", "x": 2}, {"n": "a", "x": 3}, {"n": "b", "x": 1}, {"n": "b", "x": 2}, {"n": "b", "x": 3}], "in_operator": [6], "join": [[1, 3]], "key_and_value": [[0, 1], [1, 2], [2, 3], [3, 2]], "nested": [[0, 1], [2, 0]], "not_with_bound": [0, 2], "not_with_closure": true, "number_as_key": "number", "object_with_array_keys": ["x", "y"], "of_rule": [1, 2, 3], "of_rule_object": ["b"], "reordered": [2, 3], "reordered_twice": 6, "same_key_twice": [0], "set_element": [2, 5], "set_of_arrays": ["b"], "shared_whatever_the_order": [1, 3], "shared_with_closure": [1, 3], "some_hides_outer": [1, [1, 2, 3, 2]], "some_hides_rule": [1, 2, 3], "some_without_in": [2, 0], "through_nothing": [], "through_number": [], "through_text": [], "undefined_elements": ["a", "b"], "walk_order": [[], ["n"], ["xs"], ["xs", 0], ["xs", 1]], "walked_below": ["a", "b"], "walked_call": [2], "walked_collected": 6, "wildcards_are_different": [1, 2, 5]}
package t

each_element contains x if x := input.xs[_]

each_key contains k if input.o[k]

each_key_even_of_false contains k if {
	some k
	_ = input.o[k]
}

key_and_value contains [i, x] if x := input.xs[i]

implicit contains x if {
	x := input.xs[i]
	i > 1
}

join contains [i, j] if {
	input.xs[i] == input.xs[j]
	i < j
}

same_key_twice contains i if input.xs[i] == input.rs[i].xs[0]

nested contains [i, j] if input.rs[i].xs[j] > 1

wildcards_are_different contains x if {
	input.rs[_].n
	x := input.rs[_].xs[_]
}

reordered contains y if {
	y > x
	x = input.xs[0]
	y = input.xs[_]
}

reordered_twice := z if {
	z = y + 1
	y = x + 1
	x = count(input.xs)
}

through_text := [c | c := input.s[_]]

through_number := [c | c := input.xs[0][_]]

through_nothing := [c | c := input.none[_]]

in_head contains input.rs[_].n

in_head_value[input.rs[i].n] := i

in_comprehension_term := [input.rs[_].n | true]

in_argument contains count(input.rs[_].xs)

in_operator := [x | x := input.xs[_] + input.xs[_]; x > 5]

in_literal contains {"n": input.rs[_].n, "x": input.xs[_]}

undefined_elements := [n | n := input.rs[_].n]

set_element contains x if {
	s := {1, 2, 5}
	s[x]
	x > 1
}

set_of_arrays contains y if {
	s := {[1, "a"], [2, "b"]}
	s[[2, y]]
}

object_with_array_keys contains v if {
	o := {[1, 2]: "x", [1, 3]: "y"}
	v := o[[1, _]]
}

bound_key := input.xs[i] if i := 2

of_rule contains x if each_element[x]

of_rule_object contains k if in_head_value[k] == 1

closure_sees_outer := [y | y := input.xs[_]; y > x] if x := 1

closure_has_its_own := [a, b] if {
	a := [x | x := input.xs[_]]
	b := [x | x := input.rs[_].n]
}

shared_with_closure := ys if {
	x = 2
	ys := [i | input.xs[i] == x]
}

shared_whatever_the_order := ys if {
	ys := [i | input.xs[i] == x]
	x = 2
}

some_hides_rule contains each_key if some each_key in input.xs

some_hides_outer := [x, y] if {
	x := 1
	y := [x | some x in input.xs]
}

some_without_in := [i, j] if {
	some i, j
	input.rs[i].xs[j] == 5
}

every_with_reference if every r in input.rs { r.xs[_] < 10 }

every_without_elements if every r in input.rs { is_array(r.xs) }

not_with_bound contains i if {
	some i, _ in input.xs
	not input.xs[i] == 2
}

not_with_closure if not count([x | x := input.xs[_]; x > 2]) == 0

number_as_key := {"1": "text", 1: "number"}[input.xs[0]]

deep contains path if {
	some path
	[path, 2] = walk(input)
}

walked_call contains v if walk(input.o, [["b", "c"], v])

walked_collected := count([1 | walk(input.o)])

walk_order := [path | walk(input.rs[0], [path, _])]

walked_below contains v if {
	walk(input, [path, v])
	path[count(path) - 1] == "n"
}
