# input: {"a": {"b": 1, "c": 2}, "xs": [1, 2], "e": {}}
# result: {"a": 1, "bound_in_world": "w", "comparison": true, "comprehension": [1, 2], "doubled": [2, 4], "each": [20, 40], "each_then_outside": [[2, 1], [40, 1]], "every_element": true, "false_is_a_value": true, "g": [1, 2], "in_comprehension": [14], "inner": [1, 4], "inner_rule": [1, 1], "later_adds": {"k": 1, "l": 2}, "later_wins": 2, "negated": true, "negated_false": true, "nested": [3, 4], "nested_keeps_rule": ["outer", "outer"], "null_is_a_value": null, "only_here": [9, 1], "part": 7, "part_keeps_the_rest": {"a": {"b": 7, "c": 2}, "e": {}, "xs": [1, 2]}, "part_of_a_text": {"y": 1}, "part_of_nothing": 7, "reference": [["p", 1], ["q", 2]], "rule": ["given", 2], "rule_of_a_set": 3, "several": [1, 2], "through_function": 11, "twice": ["x", "y"], "value_from_outside": 2, "value_from_world": 2, "values_are_worked_out_before": [{}, {"b": 1, "c": 2}], "whole": 1, "whole_rule": 5}
package t

a := input.a.b

doubled contains x * 2 if some x in input.xs

f(x) := input.a.b + x

g := [a, count(doubled)]

whole := a if true with input as {"a": {"b": 5}}

whole_rule := x if x := a with input as {"a": {"b": 5}}

part := x if x := a with input.a.b as 7

part_keeps_the_rest := x if x := input with input.a.b as 7

part_of_nothing := x if x := input.n.m with input.n.m as 7

part_of_a_text := x if x := input.xs with input.xs.y as 1

several := x if x := [input.a, input.z] with input.a as 1 with input.z as 2

later_wins := x if x := input.a with input.a as 1 with input.a as 2

later_adds := x if x := input.a with input.a as {"k": 1} with input.a.l as 2

only_here := [x, a] if x := a with input.a.b as 9

rule := x if x := g with data.t.a as "given"

rule_of_a_set := x if x := count(doubled) with data.t.doubled as {1, 2, 3}

through_function := x if x := f(1) with input.a.b as 10

nested := x if x := inner with input.a.b as 3

inner := [a, x] if x := a with input.a.b as 4

nested_keeps_rule := x if x := inner_rule with data.t.a as "outer"

inner_rule := [a, x] if x := a with input.xs as []

each contains x if some x in doubled with input.xs as [10, 20]

each_then_outside contains [x, a] if some x in doubled with input.xs as [a, 20]

reference contains [k, v] if v := input.a[k] with input.a as {"p": 1, "q": 2}

negated if not a with input as {}

negated_still if not a with input.z as 1

negated_false if not a == 1 with input.a.b as 2

every_element if every x in doubled { x > 5 } with input.xs as [3, 4]

comparison if count(doubled) == 3 with input.xs as [1, 2, 3]

of_nothing if a == 1 with input as input.none

value_from_outside := x if {
	v := input.a.c
	x := a with input.a.b as v
}

value_from_world := x if x := a with input.a.b as input.a.c

values_are_worked_out_before := x if x := [input.a, input.e] with input.a as input.e with input.e as input.a

comprehension := [x | x := a with input.a.b as input.xs[_]]

in_comprehension := [x | some x in doubled with input.xs as [7]]

twice := [x, y] if {
	x := a with input.a.b as "x"
	y := a with input.a.b as "y"
}

bound_in_world := x if {
	[x, _] = g with input.a.b as "w"
	x == "w"
}

false_is_a_value if not a with input.a.b as false

null_is_a_value := x if x := a with input.a.b as null
