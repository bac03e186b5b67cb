# input: {"services": {"a": {"image": "nginx", "caps": ["ALL"]}, "b": {}}, "k": "a", "none": null, "no": false, "list": [1, 2]}
# result: {"in_comprehension": ["a"], "in_else": 3, "in_every_of_one": true, "in_parentheses": [], "of_call": ["a"], "of_composite": ["a"], "of_composite_argument": ["a"], "of_comprehension": ["b"], "of_equal": ["a", "b"], "of_equal_of_call": ["a"], "of_false": true, "of_function": ["b"], "of_greater": [], "of_index_that_is_there": true, "of_key": ["b"], "of_member": [], "of_nested_call": ["a"], "of_reference": ["b"], "of_rule_alone": true, "of_rule_compared": true, "of_sum": [], "of_unequal": ["a"], "of_unification": ["a", "b"], "on_two_lines": ["a"], "one_after_the_other": ["a"], "with_with": true}
package t

f(x) := x.image

g(x) if x.image

h(x) := x

image := input.missing

of_call contains n if { some n, s in input.services; not startswith(s.image, "a") }

of_member contains n if { some n, s in input.services; not "ALL" in s.caps }

of_key contains n if { some n, s in input.services; not "image", "nginx" in s }

of_greater contains n if { some n, s in input.services; not s.cpus > 1 }

of_unequal contains n if { some n, s in input.services; not s.image != "nginx" }

of_equal contains n if { some n, s in input.services; not s.image == "apache" }

of_equal_of_call contains n if { some n, s in input.services; not f(s) == "apache" }

of_equal_of_lookup if not input.services[input.missing].image == "nginx"

of_unification contains n if { some n, s in input.services; not s.image = "apache" }

of_reference contains n if { some n, s in input.services; not s.image }

of_index if not input.services[input.missing]

of_index_that_is_there if not input.services[input.k].nothing

of_index_of_call if not input.services[f(input.services.b)]

of_function contains n if { some n, s in input.services; not g(s) }

of_nested_call contains n if { some n, s in input.services; not startswith(lower(s.image), "a") }

of_rule if not startswith(image, "a")

of_rule_alone if not image

of_rule_compared if not image == "a"

of_null if not is_null(input.none)

of_false if not input.no

of_comprehension contains n if { some n, s in input.services; not count([x | some x in s.caps]) > 0 }

of_composite contains n if { some n, s in input.services; not h([s.image]) == ["apache"] }

of_composite_argument contains n if { some n, s in input.services; not count({s.image}) > 3 }

of_sum contains n if { some n, s in input.services; not s.cpus + 1 > 3 }

with_with if not startswith(input.image, "a") with input as {"image": "b"}

with_with_missing if not startswith(input.image, "a") with input as {}

in_every if {
	every s in input.services { not startswith(s.image, "a") }
}

in_every_of_one if {
	every s in [input.services.a] { not startswith(s.image, "a") }
}

in_comprehension := [n | some n, s in input.services; not startswith(s.image, "a")]

in_else := 1 if {
	input.nothing
} else := 2 if not startswith(input.nothing.image, "a")
else := 3

in_parentheses contains n if { some n, s in input.services; not (s.cpus > 1) }

on_two_lines contains n if {
	some n, s in input.services
	not startswith(
		s.image,
		"a", # apache
	)
}

one_after_the_other contains n if {
	some n, s in input.services
	not startswith(s.image, "a"); not endswith(s.image, "a")
}
