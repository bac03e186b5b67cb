# input: {"n": 1, "xs": [1, 2, 3]}
# result: {"allow": false, "compared": true, "count_of": 0, "defined_else": 2, "first": 5, "level": "high", "list": [1, {"a": 2}], "made": [1, 2], "negated": true, "none": null, "of_function": ["positive", "default"], "of_function_two": [1, 0], "undefined_else": "d", "used": 1, "with_world": true}
package t

default allow := false

allow if input.n == 2

default level := "low"

level := "high" if input.n == 1

default first := 5

default list := [1, {"a": 2}]

list := input.none

default made := [x | some x in [1, 2]]

default none := null

none if input.none

default f(_) := "default"

f(x) := "positive" if x > 0

of_function := [f(1), f(-1)]

of_function_of_nothing := f(input.none)

default g(_, _) := 0

g(a, b) := a if a == b

of_function_two := [g(1, 1), g(1, 2)]

negated if not allow

compared if level == "high"

default count_of := 0

count_of := count(input.xs) if input.xs[0] > 5

used := count_of + 1

default undefined_else := "d"

undefined_else := 1 if { input.n == 5 } else := 2 if input.n == 6

default defined_else := "d"

defined_else := 1 if { input.n == 5 } else := 2 if input.n == 1

with_world := x if x := allow with input.n as 2
